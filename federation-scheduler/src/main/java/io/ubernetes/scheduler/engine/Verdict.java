package io.ubernetes.scheduler.engine;

/// Whether a cluster may be used. The order is that of strictness.
sealed interface Verdict {

  /// It takes replicas.
  record Takes() implements Verdict {
    static final Takes REPLICAS = new Takes();
  }

  /// It takes nothing new, and gives up what it has as far as that finds another place.
  record Yields(String reason, String message) implements Verdict {}

  /// It keeps the replicas that it has and takes no new ones.
  record Keeps(String reason, String message) implements Verdict {}

  /// It is not used; what it has goes elsewhere.
  record Left(String reason, String message) implements Verdict {}

  /// The stricter one of two; of equally strict ones this one.
  default Verdict and(Verdict other) {
    return other instanceof Takes || other.strictness() <= strictness() ? this : other;
  }

  private int strictness() {
    return switch (this) {
      case Takes _ -> 0;
      case Yields _ -> 1;
      case Keeps _ -> 2;
      case Left _ -> 3;
    };
  }
}
