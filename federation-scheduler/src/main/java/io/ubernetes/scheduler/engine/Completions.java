package io.ubernetes.scheduler.engine;

import java.util.List;

/// Divides a Job's completions over the clusters that run its pods, in proportion to how many run
/// at a time in each; nobody runs more pods than it has completions.
final class Completions {

  private Completions() {}

  /// Gives them to candidates that were given their pods.
  static void give(int completions, List<Candidate> candidates) {
    int n = candidates.size();
    long[] weights = new long[n];
    int[] floors = new int[n];
    int[] ceilings = new int[n];
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      weights[i] = candidates.get(i).given();
      floors[i] = candidates.get(i).given();
      ceilings[i] = weights[i] == 0 ? 0 : Math.max(floors[i], completions);
      order[i] = candidates.get(i).order;
    }
    int[] shares = Webster.divide(completions, weights, floors, ceilings, order);
    for (int i = 0; i < n; i++) {
      candidates.get(i).complete(shares[i]);
    }
  }
}
