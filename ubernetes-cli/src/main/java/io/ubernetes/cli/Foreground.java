package io.ubernetes.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A process that runs until it is told to stop (SIGINT, SIGTERM) and then ends in order: opened
/// before anything is started, so that being told so in the middle of a start ends in order too,
/// and closed when everything is taken apart. Thread-safe.
final class Foreground implements AutoCloseable {

  /// After so long the process ends even if some part does not.
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final CountDownLatch told = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook = new Thread(this::stop, "stop");

  private Foreground() {}

  static Foreground enter() {
    Foreground foreground = new Foreground();
    Runtime.getRuntime().addShutdownHook(foreground.hook);
    return foreground;
  }

  /// Returns when the process is told to stop.
  void await() throws InterruptedException {
    told.await();
  }

  /// Waits no longer than that.
  ///
  /// @return whether the process was told to stop
  boolean await(Duration limit) throws InterruptedException {
    return told.await(limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  boolean isToldToStop() {
    return told.getCount() == 0;
  }

  @Override
  public void close() {
    ended.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      told.countDown(); // the JVM is going down already, in the hook
    }
  }

  /// To have been stopped is no failure: the process ends with 0, not with the signal's number.
  private void stop() {
    told.countDown();
    boolean inOrder = false;
    try {
      inOrder = ended.await(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    System.out.flush();
    System.err.flush();
    Runtime.getRuntime().halt(inOrder ? 0 : 1);
  }
}
