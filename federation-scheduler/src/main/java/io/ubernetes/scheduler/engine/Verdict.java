package io.ubernetes.scheduler.engine;

/// Whether a cluster may be used. The order is that of strictness.
sealed interface Verdict {

  /// It takes replicas.
  record Takes() implements Verdict {}

  /// It keeps the replicas that it has and takes no new ones.
  record Keeps(String reason, String message) implements Verdict {}

  /// It is not used; what it has goes elsewhere.
  record Left(String reason, String message) implements Verdict {}
}
