package io.ubernetes.scheduler;

/// What the scheduler's work queue holds.
sealed interface Task {

  /// Decide where the object goes, and write it if that is news.
  record Place(ObjectRef object) implements Task {}

  /// Look whether a member's grace period has ended.
  record JudgeHealth() implements Task {}
}
