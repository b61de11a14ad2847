package io.ubernetes.apimachinery.kinds.rules;

import io.ubernetes.model.Json;
import io.ubernetes.model.Names;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// The rules for conditions of the form that all newer kinds share (`metav1.Condition`).
public final class ConditionRules {

  private static final List<String> STATUSES = List.of("False", "True", "Unknown");
  private static final int MAX_REASON_BYTES = 1024;
  private static final int MAX_MESSAGE_BYTES = 32 * 1024;
  private static final String WRONG_REASON =
      "a condition reason must start with alphabetic character, optionally followed by a string of"
          + " alphanumeric characters or '_,:', and must end with an alphanumeric character or '_'"
          + " (e.g. 'my_name',  or 'MY_NAME',  or 'MyName',  or 'ReasonA,ReasonB',  or"
          + " 'ReasonA:ReasonB', regex used for validation is"
          + " '[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?')";

  private ConditionRules() {}

  public static void check(List<ObjectNode> conditions, FieldPath list, FieldErrors errors) {
    Set<String> types = new HashSet<>();
    for (int i = 0; i < conditions.size(); i++) {
      String type = Json.text(conditions.get(i), "type");
      if (!types.add(type)) {
        errors.duplicate(list.index(i).child("type"), type);
      }
      condition(conditions.get(i), list.index(i), errors);
    }
  }

  private static void condition(ObjectNode condition, FieldPath path, FieldErrors errors) {
    String type = Json.text(condition, "type");
    errors.eachInvalid(path.child("type"), type, Names.qualifiedName(type));
    errors.oneOf(path.child("status"), Json.text(condition, "status"), STATUSES);
    long generation = Json.number(condition, 0, "observedGeneration");
    if (generation < 0) {
      errors.invalid(
          path.child("observedGeneration"), generation, "must be greater than or equal to zero");
    }
    if (Json.text(condition, "lastTransitionTime").isEmpty()) {
      errors.required(path.child("lastTransitionTime"));
    }
    String reason = Json.text(condition, "reason");
    if (reason.isEmpty()) {
      errors.required(path.child("reason"));
    } else if (!isReason(reason)) {
      errors.invalid(path.child("reason"), reason, WRONG_REASON);
    }
    limit(reason, MAX_REASON_BYTES, path.child("reason"), errors);
    limit(Json.text(condition, "message"), MAX_MESSAGE_BYTES, path.child("message"), errors);
  }

  private static void limit(String text, int max, FieldPath field, FieldErrors errors) {
    if (text.getBytes(StandardCharsets.UTF_8).length > max) {
      errors.tooLong(field, max);
    }
  }

  private static boolean isReason(String reason) {
    char last = reason.charAt(reason.length() - 1);
    return isLetter(reason.charAt(0))
        && last != ','
        && last != ':'
        && reason
            .chars()
            .allMatch(c -> isLetter(c) || (c >= '0' && c <= '9') || "_,:".indexOf(c) >= 0);
  }

  private static boolean isLetter(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
