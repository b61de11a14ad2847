package io.ubernetes.runtime.election;

/// What a candidate does when it is chosen and when it no longer is.
public interface LeaderCallbacks {

  /// This process leads. Called on a thread of its own, which is interrupted when the leadership is
  /// lost before it returns.
  void onStartedLeading() throws InterruptedException;

  /// This process no longer leads. Another may lead soon (not before leaseDuration minus
  /// renewDeadline is over, 5 seconds with the usual times): whatever only a leader does has ended
  /// when this returns.
  void onStoppedLeading();

  /// Somebody leads now; also called for this process itself.
  default void onNewLeader(String identity) {}
}
