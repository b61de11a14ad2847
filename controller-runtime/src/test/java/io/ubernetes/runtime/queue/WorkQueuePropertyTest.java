package io.ubernetes.runtime.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// The queue against a model so simple that it is plainly right: after any sequence of steps both
/// hand out the same keys.
class WorkQueuePropertyTest {

  sealed interface Step {
    record Add(int key) implements Step {}

    record AddAfter(int key, int seconds) implements Step {}

    record Poll() implements Step {}

    record DoneOldest() implements Step {}

    record Pass(int seconds) implements Step {}
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Integer> keys = Arbitraries.integers().between(0, 4);
    Arbitrary<Integer> seconds = Arbitraries.integers().between(0, 5);
    return Arbitraries.<Step>oneOf(
            List.of(
                keys.map(Step.Add::new),
                keys.flatMap(key -> seconds.map(s -> new Step.AddAfter(key, s))),
                Arbitraries.just(new Step.Poll()),
                Arbitraries.just(new Step.DoneOldest()),
                seconds.map(Step.Pass::new)))
        .list()
        .ofMaxSize(60);
  }

  @Property
  void itHandsOutWhatTheModelHandsOut(@ForAll("steps") List<Step> steps) {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    WorkQueue<Integer> queue =
        new WorkQueue<>("property", Backoff.DEFAULT, now::get, new Random(1));
    Model model = new Model();
    ArrayDeque<Integer> handedOut = new ArrayDeque<>();
    for (Step step : steps) {
      switch (step) {
        case Step.Add(int key) -> {
          queue.add(key);
          model.add(key);
        }
        case Step.AddAfter(int key, int seconds) -> {
          queue.addAfter(key, Duration.ofSeconds(seconds));
          model.addAfter(key, seconds);
        }
        case Step.Poll() -> {
          Optional<Integer> key = queue.poll();
          assertThat(key).isEqualTo(model.poll());
          key.ifPresent(handedOut::add);
        }
        case Step.DoneOldest() -> {
          Integer key = handedOut.poll();
          if (key != null) {
            queue.done(key);
            model.done(key);
          }
        }
        case Step.Pass(int seconds) -> {
          now.updateAndGet(at -> at.plusSeconds(seconds));
          model.now += seconds;
        }
      }
    }
    assertThat(queue.keys()).isEqualTo(model.keys());
  }

  /// Lists and scans only.
  private static final class Model {

    private final ArrayDeque<Integer> ready = new ArrayDeque<>();
    private final Set<Integer> processing = new HashSet<>();
    private final Set<Integer> again = new HashSet<>();
    private final TreeMap<Integer, long[]> due = new TreeMap<>(); // key to time and order
    private long now;
    private long order;

    void add(int key) {
      due.remove(key);
      addNow(key);
    }

    void addAfter(int key, int seconds) {
      if (seconds == 0) {
        add(key);
      } else if (!due.containsKey(key) || due.get(key)[0] > now + seconds) {
        due.put(key, new long[] {now + seconds, order++});
      }
    }

    Optional<Integer> poll() {
      due.entrySet().stream()
          .filter(entry -> entry.getValue()[0] <= now)
          .sorted((a, b) -> {
            int byTime = Long.compare(a.getValue()[0], b.getValue()[0]);
            return byTime != 0 ? byTime : Long.compare(a.getValue()[1], b.getValue()[1]);
          })
          .map(java.util.Map.Entry::getKey)
          .toList()
          .forEach(this::add);
      Integer key = ready.poll();
      if (key != null) {
        processing.add(key);
      }
      return Optional.ofNullable(key);
    }

    void done(int key) {
      processing.remove(key);
      if (again.remove(key)) {
        ready.add(key);
      }
    }

    Set<Integer> keys() {
      Set<Integer> keys = new HashSet<>(ready);
      keys.addAll(processing);
      keys.addAll(again);
      keys.addAll(due.keySet());
      return keys;
    }

    private void addNow(int key) {
      if (processing.contains(key)) {
        again.add(key);
      } else if (!ready.contains(key)) {
        ready.add(key);
      }
    }
  }
}
