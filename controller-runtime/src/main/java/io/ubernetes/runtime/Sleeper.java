package io.ubernetes.runtime;

import java.time.Duration;

/// Waiting, injected so that tests need not wait.
@FunctionalInterface
public interface Sleeper {

  Sleeper SYSTEM = Thread::sleep;

  void sleep(Duration duration) throws InterruptedException;
}
