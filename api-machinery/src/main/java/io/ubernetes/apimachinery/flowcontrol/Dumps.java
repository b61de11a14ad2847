package io.ubernetes.apimachinery.flowcontrol;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Kubernetes' debug pages of priority and fairness: tables of text, cells parted by commas.
final class Dumps {
  private static final String FOLDER = "/debug/api_priority_and_fairness/";

  private Dumps() {}

  static Optional<String> page(String path, List<PriorityLevel> levels) {
    List<PriorityLevel> sorted =
        levels.stream().sorted(Comparator.comparing(level -> level.name)).toList();
    return switch (path) {
      case FOLDER + "dump_priority_levels" -> Optional.of(levels(sorted));
      case FOLDER + "dump_queues" -> Optional.of(queues(sorted));
      default -> Optional.empty();
    };
  }

  private static String levels(List<PriorityLevel> levels) {
    StringBuilder text = new StringBuilder();
    row(
        text,
        "PriorityLevelName",
        "ActiveQueues",
        "IsIdle",
        "WaitingRequests",
        "SeatsInUse",
        "CurrentLimit",
        "DispatchedRequests",
        "RejectedRequests");
    for (PriorityLevel level : levels) {
      long active =
          level.queueStates().stream().filter(q -> q.waiting() + q.executing() > 0).count();
      row(
          text,
          level.name,
          active,
          level.seatsInUse() + level.waitingRequests() == 0,
          level.waitingRequests(),
          level.seatsInUse(),
          level.settings().exempt() ? "none" : level.limits().current(),
          level.dispatchedRequests(),
          level.refusedRequests());
    }
    return text.toString();
  }

  private static String queues(List<PriorityLevel> levels) {
    StringBuilder text = new StringBuilder();
    row(
        text,
        "PriorityLevelName",
        "Index",
        "PendingRequests",
        "ExecutingRequests",
        "SeatsInUse",
        "NextDispatchNanos");
    for (PriorityLevel level : levels) {
      List<PriorityLevel.QueueState> states = level.queueStates();
      for (int i = 0; i < states.size(); i++) {
        PriorityLevel.QueueState queue = states.get(i);
        row(
            text,
            level.name,
            i,
            queue.waiting(),
            queue.executing(),
            queue.seats(),
            queue.virtualStart());
      }
    }
    return text.toString();
  }

  private static void row(StringBuilder text, Object... cells) {
    for (int i = 0; i < cells.length; i++) {
      text.append(i == 0 ? "" : ", ").append(cells[i]);
    }
    text.append('\n');
  }
}
