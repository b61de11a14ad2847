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
public record Holding(int assigned, int running, boolean overdue, int ordinalsStart) {

  private static final int NO_ORDINALS = -1;

  public static final Holding NOTHING = new Holding(0, 0, false);

  public Holding(int assigned, int running, boolean overdue) {
    this(assigned, running, overdue, NO_ORDINALS);
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
    return new Holding(assigned, running, overdue, ordinal);
  }
}
