package io.ubernetes.apimachinery.auth.reviews;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ubernetes.apimachinery.auth.Attributes;
import io.ubernetes.apimachinery.auth.Authorizer;
import io.ubernetes.apimachinery.auth.Identity;
import io.ubernetes.apimachinery.auth.Selection;
import io.ubernetes.apimachinery.resource.Answering.Question;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/// What an authorizer hears of a review; the answers are those of a kube-apiserver 1.36.
class AccessReviewTest {
  private final List<Attributes> heard = new ArrayList<>();
  private final AccessReview review =
      AccessReview.ofSubject((identity, attributes) -> {
        heard.add(attributes);
        return Authorizer.Decision.DENY;
      });

  @Test
  void theAuthorizerHearsOfTheSelectors() {
    ask(
        "'fieldSelector':{'requirements':[{'key':'spec.nodeName','operator':'In','values':['n']}]},"
            + "'labelSelector':{'rawSelector':'app in (a,b),!old'}");

    assertThat(selection().fields()).hasToString("spec.nodeName=n");
    assertThat(selection().labels()).hasToString("app in (a,b),!old");
  }

  @Test
  void aReviewWithoutSelectorsIsAboutEverything() {
    ask("'namespace':'x'");

    assertThat(selection()).isEqualTo(Selection.EVERYTHING);
  }

  @Test
  void whatIsNotUnderstoodConfinesNothingAndTheAnswerSaysSo() {
    ObjectNode answer =
        ask(
            "'fieldSelector':{'requirements':[{'key':'a','operator':'In','values':['x','y']},"
                + "{'key':'b','operator':'NotIn','values':['z']}]},"
                + "'labelSelector':{'rawSelector':'a in ('}");

    assertThat(selection().fields()).hasToString("b!=z");
    assertThat(selection().labels().isEmpty()).isTrue();
    assertThat(Json.text(answer, "status", "evaluationError"))
        .isEqualTo(
            "spec.resourceAttributes.fieldSelector partially ignored due to parse error; "
                + "spec.resourceAttributes.labelSelector ignored due to parse error");
  }

  @Test
  void aValueThatNoLabelCanHaveIsRefused() {
    assertThatThrownBy(() ->
            ask(
                "'labelSelector':{'requirements':[{'key':'a','operator':'In',"
                    + "'values':['fine','-bad-']}]}"))
        .hasMessageStartingWith(
            ".authorization.k8s.io \"\" is invalid: spec.resourceAttributes.labelSelector"
                + ".requirements[0].values[1]: Invalid value: \"-bad-\": a valid label must be");
    assertThat(heard).isEmpty();
  }

  private Selection selection() {
    assertThat(heard).hasSize(1);
    return ((Attributes.OfResource) heard.getFirst()).selection();
  }

  private ObjectNode ask(String attributes) {
    String text =
        "{'spec':{'user':'joe','resourceAttributes':{'verb':'list','resource':'pods',"
            + attributes
            + "}}}";
    ObjectNode object = Json.parseObject(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    Question question =
        new Question(
            object, NamespacedName.clusterScoped(""), Identity.of("admin"), new ArrayList<>());
    review.check(question);
    return review.answer(question);
  }
}
