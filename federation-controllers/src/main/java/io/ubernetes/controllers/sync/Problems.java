package io.ubernetes.controllers.sync;

import io.ubernetes.model.NamespacedName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// Why parts are not as they should be, for those who write the status. Kept in memory only: after
/// a restart every problem is found again. Thread-safe.
public final class Problems {

  private final Map<Part, Problem> problems = new ConcurrentHashMap<>();
  private final List<Consumer<NamespacedName>> listeners = new CopyOnWriteArrayList<>();

  /// @param listener is told the key of a Placement whose problems have changed
  public void addListener(Consumer<NamespacedName> listener) {
    listeners.add(listener);
  }

  /// @param reason a CamelCase word
  /// @param message a sentence for people
  public record Problem(String reason, String message) {}

  private record Part(NamespacedName placement, String cluster) {}

  public Optional<Problem> of(NamespacedName placement, String cluster) {
    return Optional.ofNullable(problems.get(new Part(placement, cluster)));
  }

  void report(NamespacedName placement, String cluster, String reason, String message) {
    Problem problem = new Problem(reason, message);
    if (!problem.equals(problems.put(new Part(placement, cluster), problem))) {
      listeners.forEach(listener -> listener.accept(placement));
    }
  }

  void clear(NamespacedName placement, String cluster) {
    if (problems.remove(new Part(placement, cluster)) != null) {
      listeners.forEach(listener -> listener.accept(placement));
    }
  }
}
