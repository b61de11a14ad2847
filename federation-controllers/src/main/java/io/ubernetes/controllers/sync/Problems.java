package io.ubernetes.controllers.sync;

import io.ubernetes.controllers.Placed;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// Why parts are not as they should be, for those who write the status. Kept in memory only: after
/// a restart every problem is found again. Thread-safe.
public final class Problems {

  /// The reason of a part that is larger than decided until others are ready elsewhere.
  public static final String WAITING_FOR_REPLACEMENT = "WaitingForReplacement";

  private final Map<Placed, Map<String, Problem>> problems = new ConcurrentHashMap<>();
  private final CopyOnWriteArrayList<Consumer<Placed>> listeners = new CopyOnWriteArrayList<>();

  /// @param reason a CamelCase word
  /// @param message a sentence for people
  public record Problem(String reason, String message) {}

  /// Whether a report told anything new.
  enum News {
    NEW,
    KNOWN
  }

  /// @param listener is told what it is whose problems have changed
  public void addListener(Consumer<Placed> listener) {
    listeners.add(listener);
  }

  public Optional<Problem> of(Placed placed, String cluster) {
    return Optional.ofNullable(problems.getOrDefault(placed, Map.of()).get(cluster));
  }

  News report(Placed placed, String cluster, Problem problem) {
    Map<String, Problem> known = problems.computeIfAbsent(placed, p -> new ConcurrentHashMap<>());
    if (problem.equals(known.put(cluster, problem))) {
      return News.KNOWN;
    }
    listeners.forEach(listener -> listener.accept(placed));
    return News.NEW;
  }

  /// Leaves this as the only thing to tell, or nothing.
  void settle(Placed placed, String cluster, Optional<Problem> note) {
    if (note.isPresent()) {
      report(placed, cluster, note.get());
    } else {
      clear(placed, cluster);
    }
  }

  private void clear(Placed placed, String cluster) {
    Map<String, Problem> known = problems.get(placed);
    if (known != null && known.remove(cluster) != null) {
      listeners.forEach(listener -> listener.accept(placed));
    }
  }

  /// Nothing of it is placed any more.
  void forget(Placed placed) {
    problems.remove(placed);
  }
}
