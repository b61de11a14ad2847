package io.ubernetes.scheduler.engine;

/// What a member already has of an object.
///
/// The engine needs to know how many replicas a member could have of this object in all. That is
/// what its free room allows, plus the pods of this object that have used up room already
/// (`running`): what a member holds never counts against itself. Replicas that were given to it but
/// do not run yet are believed in too (pods take a while to start, and the numbers come from
/// different places at different times) until they are `overdue`. Then only the arithmetic counts:
/// what does not run and does not fit is moved to other members, as far as these have room; the
/// rest goes on waiting where it is. So a member whose room was taken by others before our pods
/// could start loses what is pending there, but no member loses pods that run.
///
/// @param assigned replicas that the current placement gives to it; 0 for kinds without replicas
/// @param running pods of the object that the member's free room is already without
/// @param overdue whether what was assigned and does not run has waited for longer than pods need
/// @param ordinalsStart of a StatefulSet, the first ordinal that it has; -1 for none
/// @param displaced what is remembered of who had to make way for whom there
public record Holding(
    int assigned, int running, boolean overdue, int ordinalsStart, Displaced displaced) {

  /// Why a member has less, or more, of an object than room alone would have it.
  ///
  /// @param others says which others made way for it; empty for none
  /// @param itself says for whom replicas of it made way; empty for nobody
  public record Displaced(String others, String itself) {
    public static final Displaced NOBODY = new Displaced("", "");
  }

  private static final int NO_ORDINALS = -1;

  public static final Holding NOTHING = new Holding(0, 0, false);

  public Holding(int assigned, int running, boolean overdue) {
    this(assigned, running, overdue, NO_ORDINALS, Displaced.NOBODY);
  }

  public Holding {
    if (assigned < 0 || running < 0) {
      throw new IllegalArgumentException(assigned + " assigned, " + running + " running");
    }
  }

  /// Replicas that were assigned and have started, or may be expected to.
  public static Holding starting(int assigned, int running) {
    return new Holding(assigned, running, false);
  }

  /// Replicas some of which have been waiting for too long.
  public static Holding overdue(int assigned, int running) {
    return new Holding(assigned, running, true);
  }

  public Holding startingAt(int ordinal) {
    return new Holding(assigned, running, overdue, ordinal, displaced);
  }

  public Holding remembering(Displaced who) {
    return new Holding(assigned, running, overdue, ordinalsStart, who);
  }
}
