package io.ubernetes.scheduler.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Divides replicas over clusters: the minimums first, the rest by weight, within what each can
/// take. Unless everything may move it starts from what is assigned and moves no more than it must.
final class Division {

  private Division() {}

  /// One cluster that may have replicas.
  ///
  /// @param ceiling the most it can have, by its room and its maxReplicas
  /// @param keeps how many of what is assigned it may keep beyond that, if they find no other place
  record Part(long weight, int min, int ceiling, int assigned, int keeps) {}

  /// The division that is wanted where nothing is assigned yet or all may move.
  ///
  /// @param parts of equal claims the first has precedence
  static int[] desired(int total, List<Part> parts) {
    return keeping(total, parts, desired(total, parts, minimums(total, parts)));
  }

  /// The division that is nearest to what is assigned: what must go goes, and then replicas are
  /// only added to clusters below the desired division, or only removed from clusters above it,
  /// each in proportion to its distance. So the division approaches the desired one with every
  /// change of the total (the idea is KubeAdmiral's `avoidDisruption`).
  static int[] nearest(int total, List<Part> parts) {
    int[] minimums = minimums(total, parts);
    int[] desired = desired(total, parts, minimums);
    int[] division = new int[parts.size()];
    long sum = 0;
    for (int i = 0; i < division.length; i++) {
      Part part = parts.get(i);
      division[i] = Math.clamp(part.assigned, minimums[i], part.ceiling);
      sum += division[i];
    }
    int direction = Long.signum(total - sum);
    List<Share> distances = new ArrayList<>();
    for (int i = 0; i < division.length; i++) {
      int distance = Math.max(0, (desired[i] - division[i]) * direction);
      distances.add(new Share(distance, 0, distance));
    }
    int[] change = Webster.divide(Math.toIntExact(Math.abs(total - sum)), distances);
    for (int i = 0; i < division.length; i++) {
      division[i] += change[i] * direction;
    }
    return keeping(total, parts, division);
  }

  /// What waits for room in one cluster and finds none in any other stays where it is: a pod that
  /// waits may get its turn, and one that only looks as if it waited is not killed for it.
  private static int[] keeping(int total, List<Part> parts, int[] division) {
    long left = total - Arrays.stream(division).asLongStream().sum();
    for (int i = 0; i < division.length && left > 0; i++) {
      int back = (int) Math.clamp(parts.get(i).keeps - (long) division[i], 0, left);
      division[i] += back;
      left -= back;
    }
    return division;
  }

  private static int[] desired(int total, List<Part> parts, int[] minimums) {
    List<Share> shares = new ArrayList<>();
    for (int i = 0; i < minimums.length; i++) {
      shares.add(new Share(parts.get(i).weight, minimums[i], parts.get(i).ceiling));
    }
    return Webster.divide(total, shares);
  }

  private static int[] minimums(int total, List<Part> parts) {
    int[] granted = new int[parts.size()];
    int left = total;
    for (int i = 0; i < granted.length; i++) {
      Part part = parts.get(i);
      granted[i] = Math.min(left, Math.min(part.min, part.ceiling));
      left -= granted[i];
    }
    return granted;
  }
}
