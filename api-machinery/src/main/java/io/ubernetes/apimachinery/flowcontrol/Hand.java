package io.ubernetes.apimachinery.flowcontrol;

/// Shuffle sharding: which few of many queues the requests of one flow may wait in. Two flows
/// rarely share all of theirs, so that a flow that fills its queues leaves every other one a queue
/// that it has not filled. A pure function: each server deals each flow the same hand.
final class Hand {
  private Hand() {}

  /// @param flow a well mixed hash of the flow
  /// @return `size` different numbers below `queues`
  static int[] deal(long flow, int queues, int size) {
    int[] hand = new int[size];
    long rest = flow;
    for (int dealt = 0; dealt < size; dealt++) {
      int left = queues - dealt;
      hand[dealt] = nth(hand, dealt, (int) Long.remainderUnsigned(rest, left));
      rest = Long.divideUnsigned(rest, left);
    }
    return hand;
  }

  /// The number at a position among those that are not dealt yet.
  private static int nth(int[] hand, int dealt, int position) {
    int card = position;
    int passed;
    int seen = 0;
    do {
      passed = seen;
      seen = 0;
      for (int i = 0; i < dealt; i++) {
        seen += hand[i] <= card ? 1 : 0;
      }
      card += seen - passed;
    } while (seen != passed);
    return card;
  }

  /// A hash of which all bits depend on all of the flow's names.
  static long hash(int schema, int distinguisher) {
    long mixed = ((long) schema << 32 | (distinguisher & 0xffff_ffffL)) + 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
