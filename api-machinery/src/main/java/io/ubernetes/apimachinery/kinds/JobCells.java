package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// What a Job shows in tables.
final class JobCells {

  /// Conditions that are told of before any other.
  private static final List<String> ENDED = List.of("Complete", "Failed");

  private static final List<String> UNDER_WAY =
      List.of("Suspended", "FailureTarget", "SuccessCriteriaMet");

  private JobCells() {}

  static String status(ObjectNode job) {
    for (String type : ENDED) {
      if (isTrue(job, type)) {
        return type;
      }
    }
    if (Json.at(job, "metadata", "deletionTimestamp") != null) {
      return "Terminating";
    }
    return UNDER_WAY.stream().filter(type -> isTrue(job, type)).findFirst().orElse("Running");
  }

  /// The first condition of a type counts.
  private static boolean isTrue(ObjectNode job, String type) {
    return Trees.objects(job, "status", "conditions").stream()
        .filter(condition -> Json.text(condition, "type").equals(type))
        .findFirst()
        .filter(condition -> Json.text(condition, "status").equals("True"))
        .isPresent();
  }

  static String completions(ObjectNode job) {
    long done = Json.number(job, 0, "status", "succeeded");
    if (Json.at(job, "spec", "completions") != null) {
      return done + "/" + Json.number(job, 0, "spec", "completions");
    }
    long atATime = Json.number(job, 0, "spec", "parallelism");
    return atATime > 1 ? done + "/1 of " + atATime : done + "/1";
  }

  static String duration(ObjectNode job, Instant now) {
    String start = Json.text(job, "status", "startTime");
    if (start.isEmpty()) {
      return "";
    }
    String end = Json.text(job, "status", "completionTime");
    try {
      Instant until = end.isEmpty() ? now : Instant.parse(end);
      return Ages.text(Duration.between(Instant.parse(start), until));
    } catch (DateTimeParseException malformed) {
      return Ages.UNKNOWN;
    }
  }
}
