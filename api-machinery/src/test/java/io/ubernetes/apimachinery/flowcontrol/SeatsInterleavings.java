package io.ubernetes.apimachinery.flowcontrol;

import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;

/// Taking and leaving the seats of a priority level, for Lincheck, which plays the interleavings of
/// a few threads, and compares what they are answered with what one after the other would be.
public class SeatsInterleavings {
  private static final int SEATS = 42;

  /// More than all threads together leave.
  private static final int TAKEN = 40;

  private final PriorityLevel level =
      new PriorityLevel(new LevelSettings("level", "", false, 30, 0, null, null));

  public SeatsInterleavings() {
    level.limit(new SeatAllocation.Limits(SEATS, SEATS, SEATS, SEATS));
    for (int i = 0; i < TAKEN; i++) {
      var _ = level.tryEnter(1);
    }
  }

  public static void main(String[] arguments) {
    new ModelCheckingOptions()
        .iterations(5)
        .invocationsPerIteration(100)
        .threads(3)
        .actorsPerThread(3)
        .check(SeatsInterleavings.class);
  }

  @Operation
  public boolean enter() {
    return level.tryEnter(1);
  }

  @Operation
  public boolean enterWide() {
    return level.tryEnter(2);
  }

  /// One of those who sit leaves.
  @Operation
  public void leave() {
    level.leave(1, null, 0);
  }

  @Operation
  public int inUse() {
    return level.seatsInUse();
  }
}
