package io.ubernetes.scheduler.engine;

/// One party of a division.
///
/// @param weight its part of the whole, relative to the others'; with 0 it gets its floor only
/// @param floor what it gets in any case
/// @param ceiling the most it can get; at least the floor
record Share(long weight, int floor, int ceiling) {
  Share {
    if (weight < 0 || floor < 0 || ceiling < floor) {
      throw new IllegalArgumentException("weight " + weight + ", " + floor + " to " + ceiling);
    }
  }
}
