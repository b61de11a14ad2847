package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.kinds.pods.PodTemplateWarnings;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// What a client is told about the spec of a Job, also where it is part of a CronJob.
final class JobWarnings {

  private static final int MANY_COMPLETIONS = 100_000;
  private static final int MANY_AT_A_TIME = 10_000;

  private JobWarnings() {}

  static List<String> of(@Nullable ObjectNode spec, FieldPath path) {
    List<String> warnings = new ArrayList<>();
    if (Json.text(spec, "completionMode").equals("Indexed")
        && Json.number(spec, 0, "completions") > MANY_COMPLETIONS
        && Json.number(spec, 0, "parallelism") > MANY_AT_A_TIME) {
      warnings.add(
          path
              + ": In Indexed Jobs with a number of completions higher than 10^5 and a parallelism"
              + " higher than 10^4, Kubernetes might not be able to track completedIndexes when a"
              + " big number of indexes fail");
    }
    ObjectNode template = Trees.object(spec, "template");
    if (template != null) {
      warnings.addAll(PodTemplateWarnings.of(template, path.child("template")));
    }
    return warnings;
  }
}
