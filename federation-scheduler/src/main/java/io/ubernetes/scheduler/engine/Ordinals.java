package io.ubernetes.scheduler.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Gives each cluster a range of a StatefulSet's ordinals. An ordinal that a cluster has stays
/// there as long as that may be, since its volume is there; what is new comes at the end, and what
/// is removed goes from the end, as in Kubernetes.
final class Ordinals {

  private final int first;
  private final int end;
  private final List<Candidate> candidates;
  private final int[] wished;
  private final List<Range> ranges = new ArrayList<>();

  private static final class Range {
    final int candidate;
    int from;
    int to;

    Range(int candidate, int from, int to) {
      this.candidate = candidate;
      this.from = from;
      this.to = to;
    }
  }

  private Ordinals(int first, int asked, List<Candidate> candidates, int[] wished) {
    this.first = first;
    this.end = (int) Math.min(Integer.MAX_VALUE, (long) first + asked);
    this.candidates = candidates;
    this.wished = wished;
  }

  /// Gives the candidates their ranges.
  ///
  /// @param wished how many each of them would get if all replicas were alike
  static void give(int first, int asked, List<Candidate> candidates, int[] wished) {
    Ordinals ordinals = new Ordinals(first, asked, candidates, wished);
    ordinals.keep();
    ordinals.fill();
    for (Candidate candidate : candidates) {
      candidate.give(0);
    }
    for (Range range : ordinals.ranges) {
      Candidate candidate = candidates.get(range.candidate);
      candidate.give(range.to - range.from);
      candidate.startAt(range.from);
    }
  }

  /// What clusters have and may keep, without overlaps.
  private void keep() {
    for (int i = 0; i < wished.length; i++) {
      Candidate candidate = candidates.get(i);
      int from = candidate.holding.ordinalsStart();
      int may = Math.max(candidate.ceiling(), wished[i]);
      if (candidate.holding.assigned() > 0 && from >= 0 && may > 0) {
        int to = from + Math.min(candidate.holding.assigned(), may);
        ranges.add(new Range(i, Math.clamp(from, first, end), Math.clamp(to, first, end)));
      }
    }
    ranges.removeIf(range -> range.from >= range.to);
    ranges.sort(Comparator.comparingInt(range -> range.from));
    for (int i = 1; i < ranges.size(); i++) {
      Range range = ranges.get(i);
      range.from = Math.max(range.from, ranges.get(i - 1).to);
      range.to = Math.max(range.from, range.to);
    }
    ranges.removeIf(range -> range.from >= range.to);
  }

  private void fill() {
    int at = first;
    int next = 0;
    while (at < end) {
      Range left = next > 0 ? ranges.get(next - 1) : null;
      Range right = next < ranges.size() ? ranges.get(next) : null;
      int to = right == null ? end : right.from;
      if (at < to) {
        int filled = fill(at, to, left, right, next);
        if (filled == at) {
          return; // what comes after a gap could not be part of a set of that size
        }
        next = rangeAfter(filled);
        at = filled;
      } else {
        at = right == null ? end : right.to;
        next++;
      }
    }
  }

  private int rangeAfter(int ordinal) {
    int count = 0;
    for (Range range : ranges) {
      if (range.from < ordinal) {
        count++;
      }
    }
    return count;
  }

  /// Fills a gap from its beginning.
  ///
  /// @return up to where; the beginning itself where nobody can take more
  private int fill(int from, int to, @Nullable Range left, @Nullable Range right, int index) {
    if (left != null && right == null) {
      int more = extend(left, wished[left.candidate], to);
      if (more > from) {
        return more;
      }
    }
    for (int i = 0; i < wished.length; i++) {
      if (wished[i] > 0 && isUnused(i)) {
        int end = (int) Math.min(to, (long) from + wished[i]);
        ranges.add(index, new Range(i, from, end));
        return end;
      }
    }
    if (left != null) {
      int more = extend(left, candidates.get(left.candidate).ceiling(), to);
      if (more > from) {
        return more;
      }
    }
    for (int i = 0; i < wished.length; i++) {
      if (candidates.get(i).ceiling() > 0 && isUnused(i)) {
        int end = (int) Math.min(to, (long) from + candidates.get(i).ceiling());
        ranges.add(index, new Range(i, from, end));
        return end;
      }
    }
    if (right != null && right.to - from <= candidates.get(right.candidate).ceiling()) {
      right.from = from;
      return right.to;
    }
    return from;
  }

  private static int extend(Range range, int most, int to) {
    int end = (int) Math.min(to, (long) range.from + most);
    range.to = Math.max(range.to, end);
    return range.to;
  }

  private boolean isUnused(int candidate) {
    for (Range range : ranges) {
      if (range.candidate == candidate) {
        return false;
      }
    }
    return true;
  }
}
