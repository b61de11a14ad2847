package io.ubernetes.apimachinery.cel;

/// What the evaluations of one request may cost together, in CEL's units (about one for each step).
/// Owned by one thread.
public final class CostBudget {

  /// The most that one evaluation may cost (Kubernetes' `PerCallLimit`).
  public static final long PER_CALL = 1_000_000;

  /// The most that all rules for one custom resource may cost (`RuntimeCELCostBudget`), and the
  /// same number for the policies of one request.
  public static final long PER_REQUEST = 10_000_000;

  private long left;

  public CostBudget(long units) {
    this.left = units;
  }

  public static CostBudget ofRequest() {
    return new CostBudget(PER_REQUEST);
  }

  /// What is left; negative when more was used than there was.
  public long left() {
    return left;
  }

  public boolean isExhausted() {
    return left < 0;
  }

  void use(long units) {
    left -= units;
  }
}
