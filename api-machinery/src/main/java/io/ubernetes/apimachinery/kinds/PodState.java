package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// A pod in a word and a few numbers, as kubectl's users know it.
///
/// @param reason `Running`, `Init:0/1`, `CrashLoopBackOff`, `Terminating`, ...
/// @param ready containers that are ready, of `total`
/// @param restarts how often containers were started anew
/// @param lastRestart RFC 3339 time of the last end of a container that was started anew, or empty
record PodState(String reason, int ready, int total, long restarts, String lastRestart) {

  static PodState of(ObjectNode pod) {
    Reader reader = new Reader(pod);
    boolean initializing = reader.initContainers();
    if (!initializing || PodCells.isTrue(pod, "Initialized")) {
      reader.containers();
    }
    return new PodState(
        reader.finalReason(), reader.ready, reader.total, reader.restarts, reader.lastRestart);
  }

  /// Walks over the containers once. Owned by one call.
  private static final class Reader {
    private final ObjectNode pod;
    private final Set<String> sidecars = new HashSet<>();
    private String reason;
    private int ready;
    private int total;
    private long restarts;
    private String lastRestart = "";
    private long sidecarRestarts;
    private String lastSidecarRestart = "";

    Reader(ObjectNode pod) {
      this.pod = pod;
      String given = Json.text(pod, "status", "reason");
      reason = given.isEmpty() ? Json.text(pod, "status", "phase") : given;
      for (ObjectNode condition : Trees.objects(pod, "status", "conditions")) {
        if (Json.text(condition, "type").equals("PodScheduled")
            && Json.text(condition, "reason").equals("SchedulingGated")) {
          reason = "SchedulingGated";
        }
      }
      total = Trees.objects(pod, "spec", "containers").size();
      for (ObjectNode container : Trees.objects(pod, "spec", "initContainers")) {
        if (Json.text(container, "restartPolicy").equals("Always")) {
          sidecars.add(Json.text(container, "name"));
          total++;
        }
      }
    }

    /// @return whether the pod is still being initialized
    boolean initContainers() {
      List<ObjectNode> statuses = Trees.objects(pod, "status", "initContainerStatuses");
      for (int i = 0; i < statuses.size(); i++) {
        ObjectNode status = statuses.get(i);
        boolean sidecar = sidecars.contains(Json.text(status, "name"));
        countInit(status, sidecar);
        ObjectNode ended = Trees.object(status, "state", "terminated");
        if (ended != null && Json.number(ended, 0, "exitCode") == 0) {
          continue;
        }
        if (sidecar && Trees.flag(status, "started")) {
          ready += Trees.flag(status, "ready") ? 1 : 0;
          continue;
        }
        reason = "Init:" + initReason(status, ended, i);
        return true;
      }
      return false;
    }

    private void countInit(ObjectNode status, boolean sidecar) {
      long count = Json.number(status, 0, "restartCount");
      restarts += count;
      lastRestart = later(lastRestart, status);
      if (sidecar) {
        sidecarRestarts += count;
        lastSidecarRestart = later(lastSidecarRestart, status);
      }
    }

    private String initReason(ObjectNode status, @Nullable ObjectNode ended, int index) {
      if (ended != null) {
        return endReason(ended);
      }
      String waiting = Json.text(status, "state", "waiting", "reason");
      return waiting.isEmpty() || waiting.equals("PodInitializing")
          ? index + "/" + Trees.objects(pod, "spec", "initContainers").size()
          : waiting;
    }

    void containers() {
      restarts = sidecarRestarts;
      lastRestart = lastSidecarRestart;
      boolean running = false;
      String error = "";
      for (ObjectNode status : Trees.objects(pod, "status", "containerStatuses").reversed()) {
        restarts += Json.number(status, 0, "restartCount");
        lastRestart = later(lastRestart, status);
        String waiting = Json.text(status, "state", "waiting", "reason");
        ObjectNode ended = Trees.object(status, "state", "terminated");
        if (!waiting.isEmpty()) {
          reason = waiting;
        } else if (ended != null) {
          reason = endReason(ended);
          error = Json.number(ended, 0, "exitCode") == 0 ? error : reason;
        } else if (Trees.flag(status, "ready") && Json.at(status, "state", "running") != null) {
          running = true;
          ready++;
        }
      }
      if (reason.equals("Completed")) {
        completed(running, error);
      }
    }

    /// One container that has ended does not make the pod completed.
    private void completed(boolean running, String error) {
      if (running && PodCells.isTrue(pod, "Ready")) {
        reason = "Running";
      } else if (!error.isEmpty()) {
        reason = error;
      } else if (running) {
        reason = "NotReady";
      }
    }

    String finalReason() {
      if (Json.at(pod, "metadata", "deletionTimestamp") == null) {
        return reason;
      }
      if (Json.text(pod, "status", "reason").equals("NodeLost")) {
        return "Unknown";
      }
      String phase = Json.text(pod, "status", "phase");
      return phase.equals("Succeeded") || phase.equals("Failed") ? reason : "Terminating";
    }

    private static String endReason(ObjectNode ended) {
      String given = Json.text(ended, "reason");
      if (!given.isEmpty()) {
        return given;
      }
      long signal = Json.number(ended, 0, "signal");
      return signal != 0 ? "Signal:" + signal : "ExitCode:" + Json.number(ended, 0, "exitCode");
    }

    private static String later(String known, ObjectNode status) {
      String ended = Json.text(status, "lastState", "terminated", "finishedAt");
      return ended.compareTo(known) > 0 ? ended : known;
    }
  }
}
