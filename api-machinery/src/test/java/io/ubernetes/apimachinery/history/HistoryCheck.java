package io.ubernetes.apimachinery.history;

import io.ubernetes.apimachinery.history.Seen.Event;
import io.ubernetes.apimachinery.history.Seen.Version;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Whether what many clients saw is linearizable: whether each answer can be put at one moment
/// between its question and its arrival so that all of them together are those of one server that
/// does one thing after the other.
///
/// That is hard to find out in general, and easy here: the store numbers all changes, so their
/// order is known, and each answer tells the numbers that it saw. What is left is to see that the
/// order of the numbers does not contradict the clocks. Not thread-safe.
public final class HistoryCheck {
  private final List<Event> truth;
  private final List<Seen> seen;
  private final List<String> wrong = new ArrayList<>();

  /// State of each key after each of its changes.
  private final Map<String, NavigableMap<Long, Event>> byKey = new HashMap<>();

  /// For each moment the newest revision that somebody had been told of before it.
  private final NavigableMap<Long, Long> known = new TreeMap<>();

  /// For each moment the oldest revision of all writes that began after it.
  private final NavigableMap<Long, Long> toCome = new TreeMap<>();

  private HistoryCheck(List<Event> truth, List<Seen> seen) {
    this.truth = truth;
    this.seen = new ArrayList<>(seen);
  }

  /// @param truth every change in the order of the store, as the store itself tells it
  /// @return what is wrong, a sentence each; nothing when all is well
  public static List<String> check(List<Event> truth, List<Seen> seen) {
    HistoryCheck check = new HistoryCheck(truth, seen);
    check.run();
    return check.wrong;
  }

  private void run() {
    for (Event event : truth) {
      byKey.computeIfAbsent(event.key(), key -> new TreeMap<>()).put(event.revision(), event);
    }
    seen.replaceAll(this::withRevision);
    Map<Long, Seen.Write> writers = writers();
    noteTimes(writers);
    orderOfWrites(writers);
    for (Seen each : seen) {
      switch (each) {
        case Seen.Write write -> refusal(write);
        case Seen.Read read -> read(read);
        case Seen.Listed list -> list(list);
        case Seen.Watched watch -> watch(watch);
      }
    }
  }

  /// The answer to a deletion does not tell its revision: it is the one after the version that was
  /// deleted.
  private Seen withRevision(Seen each) {
    boolean deleted =
        each instanceof Seen.Write write
            && write.outcome() == Seen.Outcome.DONE
            && write.content() == null
            && write.revision() == 0;
    if (!deleted || !(each instanceof Seen.Write write)) {
      return each;
    }
    Long next = byKey.getOrDefault(write.key(), new TreeMap<>()).higherKey(write.expected());
    return new Seen.Write(
        write.begin(),
        write.end(),
        write.key(),
        null,
        write.expected(),
        write.outcome(),
        next == null ? Long.MAX_VALUE : next);
  }

  // Every change was asked for, and every acknowledged write is a change.

  private Map<Long, Seen.Write> writers() {
    Map<Long, Seen.Write> writers = new HashMap<>();
    Map<String, List<Seen.Write>> lostDeletes = new HashMap<>();
    Map<String, Seen.Write> byContent = new HashMap<>();
    for (Seen each : seen) {
      if (each instanceof Seen.Write write) {
        if (write.outcome() == Seen.Outcome.DONE) {
          acknowledged(write, writers);
        } else if (write.content() != null) {
          byContent.put(write.content(), write);
        } else if (write.outcome() == Seen.Outcome.UNKNOWN) {
          lostDeletes.computeIfAbsent(write.key(), key -> new ArrayList<>()).add(write);
        }
      }
    }
    for (Event event : truth) {
      if (!writers.containsKey(event.revision())) {
        Seen.Write writer =
            event.content() == null
                ? takeFirst(lostDeletes.get(event.key()))
                : byContent.remove(event.content());
        if (writer == null) {
          wrong.add("nobody has asked for " + event);
        } else if (writer.outcome() != Seen.Outcome.UNKNOWN) {
          wrong.add(event + " was made although its writer was refused: " + writer);
        } else {
          writers.put(event.revision(), writer);
        }
      }
    }
    return writers;
  }

  private static Seen.@Nullable Write takeFirst(@Nullable List<Seen.Write> writes) {
    return writes == null || writes.isEmpty() ? null : writes.removeFirst();
  }

  private void acknowledged(Seen.Write write, Map<Long, Seen.Write> writers) {
    NavigableMap<Long, Event> versions = byKey.getOrDefault(write.key(), new TreeMap<>());
    Event event = versions.get(write.revision());
    if (event == null || !Objects.equals(event.content(), write.content())) {
      wrong.add("lost: " + write + ", where the store has " + event);
      return;
    }
    // Two who delete one version at the same time may both be told that it is done, when an answer
    // of the store was lost.
    if (writers.put(write.revision(), write) != null && write.content() != null) {
      wrong.add("two writes made the same change: " + write);
    }
    Map.Entry<Long, Event> before = versions.lowerEntry(write.revision());
    boolean wasThere = before != null && before.getValue().content() != null;
    long stood = before == null || !wasThere ? 0 : before.getKey();
    if (stood != write.expected()) {
      wrong.add(write + " was made on " + stood);
    }
  }

  // Time.

  private void noteTimes(Map<Long, Seen.Write> writers) {
    for (Seen each : seen) {
      switch (each) {
        case Seen.Write write -> {
          if (write.outcome() == Seen.Outcome.DONE) {
            known.merge(write.end(), write.revision(), Math::max);
          }
        }
        case Seen.Read read -> {
          if (read.version() != null) {
            known.merge(read.end(), read.version().revision(), Math::max);
          }
        }
        case Seen.Listed list -> known.merge(list.end(), list.revision(), Math::max);
        case Seen.Watched _ -> {} // when each event came is not recorded
      }
    }
    writers.forEach((revision, write) -> toCome.merge(write.begin(), revision, Math::min));
    long newest = 0;
    for (Map.Entry<Long, Long> entry : known.entrySet()) {
      newest = Math.max(newest, entry.getValue());
      entry.setValue(newest);
    }
    long oldest = Long.MAX_VALUE;
    for (Map.Entry<Long, Long> entry : toCome.descendingMap().entrySet()) {
      oldest = Math.min(oldest, entry.getValue());
      entry.setValue(oldest);
    }
  }

  /// The state that an answer shows is at least that new: what was acknowledged before it was asked
  /// for counts.
  private long floor(Seen of) {
    Map.Entry<Long, Long> entry = known.lowerEntry(of.begin());
    return entry == null ? 0 : entry.getValue();
  }

  /// And at most that new: what was asked for after it came does not.
  private long ceiling(Seen of) {
    Map.Entry<Long, Long> entry = toCome.higherEntry(of.end());
    return entry == null ? Long.MAX_VALUE : entry.getValue() - 1;
  }

  private void orderOfWrites(Map<Long, Seen.Write> writers) {
    long latestBegin = Long.MIN_VALUE;
    for (Event event : truth) {
      Seen.Write write = writers.get(event.revision());
      if (write != null) {
        latestBegin = Math.max(latestBegin, write.begin());
        boolean over = write.outcome() == Seen.Outcome.DONE && write.end() < latestBegin;
        if (over) {
          wrong.add(write + " was over before a write began that the store has before it");
        }
      }
    }
  }

  // Answers.

  private void read(Seen.Read read) {
    Version version = read.version();
    if (version != null) {
      Event event = byKey.getOrDefault(read.key(), new TreeMap<>()).get(version.revision());
      if (event == null || !version.content().equals(event.content())) {
        wrong.add("invented: " + read);
        return;
      }
    }
    long stands = version == null ? 0 : version.revision();
    if (!stoodAtSomeTime(read, read.key(), revision -> revision == stands)) {
      wrong.add("not what stood there: " + read + between(read));
    }
  }

  private void refusal(Seen.Write write) {
    switch (write.outcome()) {
      case DONE, UNKNOWN -> {}
      case CONFLICT -> {
        if (!stoodAtSomeTime(write, write.key(), revision -> revision != write.expected())) {
          wrong.add("refused without a reason: " + write + between(write));
        }
      }
      case ABSENT -> {
        if (!stoodAtSomeTime(write, write.key(), revision -> revision == 0)) {
          wrong.add("not found although it was there: " + write + between(write));
        }
      }
    }
  }

  private interface Condition {
    boolean holds(long revision);
  }

  /// Whether at some revision that the answer can have seen, the version of the key (0 when there
  /// was none) was as it is said to have been.
  private boolean stoodAtSomeTime(Seen of, String key, Condition condition) {
    NavigableMap<Long, Event> versions = byKey.getOrDefault(key, new TreeMap<>());
    long floor = floor(of);
    long ceiling = ceiling(of);
    Map.Entry<Long, Event> first = versions.floorEntry(floor);
    if (condition.holds(stands(first))) {
      return true;
    }
    for (Map.Entry<Long, Event> entry : versions.tailMap(floor, false).entrySet()) {
      if (entry.getKey() > ceiling) {
        return false;
      }
      if (condition.holds(stands(entry))) {
        return true;
      }
    }
    return false;
  }

  private static long stands(Map.@Nullable Entry<Long, Event> entry) {
    return entry == null || entry.getValue().content() == null ? 0 : entry.getKey();
  }

  private void list(Seen.Listed list) {
    if (list.revision() < floor(list) || list.revision() > ceiling(list)) {
      wrong.add("a list of another time: " + list + between(list));
    }
    Map<String, Version> state = new HashMap<>();
    byKey.forEach((key, versions) -> {
      Map.Entry<Long, Event> entry = versions.floorEntry(list.revision());
      if (entry != null && entry.getValue().content() != null) {
        state.put(key, new Version(entry.getKey(), entry.getValue().content()));
      }
    });
    if (!state.equals(list.objects())) {
      wrong.add("a list that is not the state of its revision: " + list + ", which is " + state);
    }
  }

  private void watch(Seen.Watched watch) {
    if (watch.events().isEmpty()) {
      return;
    }
    long last = watch.events().getLast().revision();
    List<Event> expected =
        truth.stream().filter(e -> e.revision() > watch.after() && e.revision() <= last).toList();
    if (!expected.equals(watch.events())) {
      wrong.add("a watch that does not show each change once and in order: " + watch);
    }
  }

  private String between(Seen of) {
    return " (between " + floor(of) + " and " + ceiling(of) + ")";
  }
}
