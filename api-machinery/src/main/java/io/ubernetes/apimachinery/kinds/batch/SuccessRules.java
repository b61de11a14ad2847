package io.ubernetes.apimachinery.kinds.batch;

import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The rules for when an indexed Job has succeeded. Owned by one validation.
final class SuccessRules {

  private static final int MAX_RULES = 20;
  private static final int MAX_INDEXES_BYTES = 64 * 1024;

  private final long completions;
  private final FieldErrors errors;

  SuccessRules(ObjectNode spec, FieldErrors errors) {
    this.completions = Json.number(spec, 0, "completions");
    this.errors = errors;
  }

  void check(ObjectNode policy, FieldPath path) {
    List<ObjectNode> rules = Trees.objects(policy, "rules");
    FieldPath list = path.child("rules");
    if (rules.isEmpty()) {
      errors.required(
          list, "at least one rules must be specified when the successPolicy is specified");
    }
    if (rules.size() > MAX_RULES) {
      errors.tooMany(list, rules.size(), MAX_RULES);
    }
    for (int i = 0; i < rules.size(); i++) {
      rule(rules.get(i), list.index(i));
    }
  }

  private void rule(ObjectNode rule, FieldPath path) {
    JsonNode indexes = Json.at(rule, "succeededIndexes");
    JsonNode count = Json.at(rule, "succeededCount");
    if (indexes == null && count == null) {
      errors.required(path, "at least one of succeededCount or succeededIndexes must be specified");
    }
    long size = 0;
    if (indexes != null) {
      size = indexes(indexes.asString(), path.child("succeededIndexes"));
    }
    if (count != null) {
      count(count.asLong(), path.child("succeededCount"));
      if (indexes != null && count.asLong() > size) {
        errors.invalid(
            path.child("succeededCount"),
            count,
            "must be less than or equal to %d (the number of indexes in the specified"
                    .formatted(size)
                + " succeededIndexes field)");
      }
    }
  }

  private long indexes(String text, FieldPath field) {
    if (text.getBytes(StandardCharsets.UTF_8).length > MAX_INDEXES_BYTES) {
      errors.tooLong(field, MAX_INDEXES_BYTES);
    }
    IndexList indexes = IndexList.parse(text, completions);
    if (!indexes.problem().isEmpty()) {
      errors.invalid(field, text, "error parsing succeededIndexes: " + indexes.problem());
    }
    return indexes.size();
  }

  private void count(long count, FieldPath field) {
    errors.notNegative(field, count);
    if (count > completions) {
      errors.invalid(
          field,
          count,
          "must be less than or equal to %d (the number of specified completions)"
              .formatted(completions));
    }
  }
}
