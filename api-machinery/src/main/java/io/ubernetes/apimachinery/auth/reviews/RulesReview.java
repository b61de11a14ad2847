package io.ubernetes.apimachinery.auth.reviews;

import io.ubernetes.apimachinery.auth.Rule;
import io.ubernetes.apimachinery.auth.RuleResolver;
import io.ubernetes.apimachinery.auth.RuleResolver.MissingRole;
import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.resource.Answering;
import io.ubernetes.model.Json;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// SelfSubjectRulesReview: all that the asker may do in a namespace. Stateless.
record RulesReview(RuleResolver rules) implements Answering {

  @Override
  public void check(Question question) {
    if (Json.text(question.object(), "spec", "namespace").isEmpty()) {
      throw ApiException.badRequest("no namespace on request");
    }
  }

  @Override
  public ObjectNode answer(Question question) {
    String namespace = Json.text(question.object(), "spec", "namespace");
    RuleResolver.Rules found = rules.rulesFor(question.asker(), namespace);
    ObjectNode review = Json.object();
    review.put("kind", "SelfSubjectRulesReview");
    review.put("apiVersion", ReviewKinds.AUTHORIZATION.toString());
    review.putObject("metadata");
    review.putObject("spec");
    ObjectNode status = review.putObject("status");
    ArrayNode resources = status.putArray("resourceRules");
    ArrayNode paths = status.putArray("nonResourceRules");
    for (Rule rule : found.rules()) {
      if (!rule.resources().isEmpty()) {
        resources.add(json(rule, "nonResourceURLs"));
      }
      if (!rule.paths().isEmpty()) {
        ObjectNode json = json(rule, "apiGroups");
        json.remove(List.of("resources", "resourceNames"));
        paths.add(json);
      }
    }
    status.put("incomplete", false);
    if (!found.missingRoles().isEmpty()) {
      status.put("evaluationError", missing(found.missingRoles()));
    }
    return review;
  }

  private static ObjectNode json(Rule rule, String without) {
    ObjectNode json = rule.json();
    json.remove(without);
    return json;
  }

  private static String missing(List<MissingRole> roles) {
    List<String> sentences = roles.stream().map(MissingRole::sentence).distinct().toList();
    return sentences.size() == 1 ? sentences.getFirst() : "[" + String.join(", ", sentences) + "]";
  }
}
