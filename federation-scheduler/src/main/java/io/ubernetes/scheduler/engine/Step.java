package io.ubernetes.scheduler.engine;

/// Goes from one division towards another with no more than so many moves. What is added without
/// being taken from anywhere, and what is taken without being put anywhere, is no move.
final class Step {

  private final int[] from;
  private final int[] to;
  private final long wanted;
  private final long allowed;

  Step(int[] from, int[] to, int budget) {
    this.from = from;
    this.to = to;
    long up = 0;
    long down = 0;
    for (int i = 0; i < from.length; i++) {
      up += Math.max(0, to[i] - from[i]);
      down += Math.max(0, from[i] - to[i]);
    }
    this.wanted = Math.min(up, down);
    this.allowed = Math.min(wanted, budget);
  }

  int[] result() {
    if (allowed == wanted) {
      return to;
    }
    long[] weights = new long[from.length];
    int[] rises = new int[from.length];
    int[] falls = new int[from.length];
    for (int i = 0; i < from.length; i++) {
      rises[i] = Math.max(0, to[i] - from[i]);
      falls[i] = Math.max(0, from[i] - to[i]);
      weights[i] = (long) rises[i] + falls[i];
    }
    long notMoves = sum(rises) - sum(falls);
    int[] none = new int[from.length];
    int[] up = Webster.divide((int) (allowed + Math.max(0, notMoves)), weights, none, rises, none);
    int[] down =
        Webster.divide((int) (allowed + Math.max(0, -notMoves)), weights, none, falls, none);
    int[] result = from.clone();
    for (int i = 0; i < result.length; i++) {
      result[i] += up[i] - down[i];
    }
    return result;
  }

  private static long sum(int[] counts) {
    long sum = 0;
    for (int count : counts) {
      sum += count;
    }
    return sum;
  }

  /// How many are moved.
  int moved() {
    return (int) allowed;
  }

  /// How many are still to be moved after that.
  int owed() {
    return (int) Math.min(Integer.MAX_VALUE, wanted - allowed);
  }
}
