package io.ubernetes.scheduler.engine;

import org.jspecify.annotations.Nullable;

/// What the replicas of an object are, beside being so many.
public sealed interface Slicing {

  /// One is like the other.
  record Alike() implements Slicing {
    public static final Alike REPLICAS = new Alike();
  }

  /// Of a StatefulSet: each has its own ordinal. A cluster gets a range of them, so that none
  /// exists twice.
  ///
  /// @param start the first ordinal of the whole set
  record Ordinals(int start) implements Slicing {}

  /// Of a Job: the replicas are the pods that run at a time, and beside them completions are
  /// divided.
  ///
  /// @param completions how many pods have to succeed; null where one success is enough
  /// @param indexed whether each completion has its number; numbers begin at 0 in every cluster, so
  ///   such a Job is not divided
  record Completions(@Nullable Integer completions, boolean indexed) implements Slicing {}
}
