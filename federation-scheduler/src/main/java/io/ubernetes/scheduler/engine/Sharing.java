package io.ubernetes.scheduler.engine;

/// How the members of a group share what the group gets.
sealed interface Sharing {

  /// By weight, with Webster's method.
  ///
  /// @param maxSkew by how much two of them may differ at most; [Integer#MAX_VALUE] is no bound
  /// @param hard whether something rather stays without a place than breaks that
  record ByWeight(int maxSkew, boolean hard) implements Sharing {

    static final ByWeight UNLIMITED = new ByWeight(Integer.MAX_VALUE, true);

    boolean isLimited() {
      return maxSkew < Integer.MAX_VALUE;
    }
  }

  /// The first one takes all that it can, then the next.
  record InOrder() implements Sharing {
    static final InOrder FIRST_BEST = new InOrder();
  }
}
