package io.ubernetes.scheduler.engine;

/// Somebody to whom replicas are given: a cluster, or a group that passes them on.
sealed interface Receiver permits Leaf, Group {

  /// Its share among its like; with 0 it gets its floor only.
  long weight();

  /// What it gets before anything is divided.
  int floor();

  /// The most that it can take.
  int ceiling();

  /// What it has been given before.
  int assigned();

  /// Settles who is first among equals; compared as unsigned.
  int order();

  void give(int replicas, Mode mode);

  /// How much of what is assigned may change.
  enum Mode {
    /// What must go goes, nothing else.
    STAY,
    /// Also what breaks a rule.
    MEND,
    /// Everything may move.
    DIVIDE_ANEW
  }
}
