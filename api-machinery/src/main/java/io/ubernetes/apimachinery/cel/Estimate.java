package io.ubernetes.apimachinery.cel;

/// Between what and what a cost or a size is, in the units of cel-go. What would be larger than a
/// `long` can say is [#MUCH].
record Estimate(long min, long max) {

  static final long MUCH = Long.MAX_VALUE;
  static final Estimate NOTHING = new Estimate(0, 0);
  static final Estimate ONE = new Estimate(1, 1);
  static final Estimate UNKNOWN = new Estimate(0, MUCH);

  static Estimate exactly(long amount) {
    return new Estimate(amount, amount);
  }

  Estimate plus(Estimate other) {
    return new Estimate(sum(min, other.min), sum(max, other.max));
  }

  Estimate times(Estimate other) {
    return new Estimate(product(min, other.min), product(max, other.max));
  }

  /// Rounded up.
  Estimate times(double factor) {
    return new Estimate(product(min, factor), product(max, factor));
  }

  /// Spans both.
  Estimate or(Estimate other) {
    return new Estimate(Math.min(min, other.min), Math.max(max, other.max));
  }

  private static long sum(long one, long other) {
    return one > MUCH - other ? MUCH : one + other;
  }

  static long product(long one, long other) {
    return other != 0 && one > MUCH / other ? MUCH : one * other;
  }

  private static long product(long amount, double factor) {
    double product = Math.ceil(amount * factor);
    return amount == MUCH || product >= MUCH ? MUCH : (long) product;
  }
}
