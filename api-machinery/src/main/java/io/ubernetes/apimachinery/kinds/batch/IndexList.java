package io.ubernetes.apimachinery.kinds.batch;

import io.ubernetes.apimachinery.kinds.rules.GoText;
import java.util.ArrayList;
import java.util.List;

/// Indexes of an indexed Job's pods as text: `1,3-5,7`, all below the number of completions.
///
/// @param problem why the text cannot be read; empty when it can
/// @param intervals those that can be read, in the order of the text
record IndexList(String problem, List<Interval> intervals) {

  IndexList {
    intervals = List.copyOf(intervals);
  }

  /// Indexes from one to another, both of them included.
  record Interval(long first, long last) {

    long size() {
      return last - first + 1;
    }

    boolean overlaps(Interval other) {
      return first <= other.last && other.first <= last;
    }
  }

  private static final class MalformedException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedException(String message) {
      super(message, null, false, false);
    }
  }

  static IndexList parse(String text, long completions) {
    String problem = "";
    List<Interval> intervals = new ArrayList<>();
    for (String part : text.isEmpty() ? new String[0] : text.split(",", -1)) {
      try {
        Interval interval = interval(part, completions);
        if (problem.isEmpty() && !intervals.isEmpty()) {
          problem = order(intervals.getLast().last, interval.first);
        }
        intervals.add(interval);
      } catch (MalformedException malformed) {
        problem = problem.isEmpty() ? String.valueOf(malformed.getMessage()) : problem;
      }
    }
    return new IndexList(problem, intervals);
  }

  /// How many indexes there are; 0 when the text cannot be read.
  long size() {
    return problem.isEmpty() ? intervals.stream().mapToLong(Interval::size).sum() : 0;
  }

  /// The first index that is in both lists, or -1.
  long firstShared(IndexList other) {
    for (Interval mine : intervals) {
      for (Interval theirs : other.intervals) {
        if (mine.overlaps(theirs)) {
          return Math.max(mine.first, theirs.first);
        }
      }
    }
    return -1;
  }

  private static String order(long previous, long current) {
    return previous < current
        ? ""
        : "non-increasing order, previous: " + previous + ", current: " + current;
  }

  private static Interval interval(String part, long completions) throws MalformedException {
    String[] ends = part.split("-", -1);
    if (ends.length > 2) {
      throw new MalformedException(
          "the fragment %s violates the requirement that an index interval can have at most two"
                  .formatted(GoText.quote(part))
              + " parts separated by '-'");
    }
    long first = index(ends[0], completions);
    if (ends.length == 1) {
      return new Interval(first, first);
    }
    long last = index(ends[1], completions);
    String wrong = order(first, last);
    if (!wrong.isEmpty()) {
      throw new MalformedException(wrong);
    }
    return new Interval(first, last);
  }

  private static long index(String text, long completions) throws MalformedException {
    long index;
    try {
      index = Long.parseLong(text);
    } catch (NumberFormatException malformed) {
      throw new MalformedException(
          "cannot convert string to integer for index: " + GoText.quote(text));
    }
    if (index >= completions) {
      throw new MalformedException("too large index: " + GoText.quote(text));
    }
    return index;
  }
}
