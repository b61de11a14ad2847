package io.ubernetes.bench;

import io.ubernetes.apimachinery.auth.Attributes;
import io.ubernetes.apimachinery.auth.Identity;
import io.ubernetes.apimachinery.flowcontrol.Admitted;
import io.ubernetes.apimachinery.flowcontrol.FlowControl;
import io.ubernetes.apimachinery.http.Departure;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `ubernetes bench seats`: what it costs a request that need not wait to be given a seat.
@Command(
    name = "seats",
    description = "Measures what priority and fairness cost a request that finds a seat.",
    mixinStandardHelpOptions = true)
final class SeatsCommand implements Callable<Integer> {
  private static final Identity USER = Identity.of("alice", Identity.AUTHENTICATED);
  private static final Attributes CREATE =
      new Attributes.OfResource("create", "apps", "replicasets", "", "shop", "");

  @Option(
      names = "--seconds",
      description = "How long each measurement takes (default: ${DEFAULT-VALUE}).")
  private int seconds = 5;

  @Override
  public Integer call() {
    if (seconds < 1) {
      throw new UsageException("--seconds must be at least 1");
    }
    System.out.printf("%-8s %-12s %16s%n", "THREADS", "", "NANOS A REQUEST");
    for (int threads : List.of(1, Runtime.getRuntime().availableProcessors())) {
      try (FlowControl limited = FlowControl.of(FlowControl.usualSeats());
          FlowControl unlimited = FlowControl.unlimited()) {
        print(threads, "no seats", unlimited);
        print(threads, "with seats", limited);
      }
    }
    return 0;
  }

  private void print(int threads, String what, FlowControl flow) {
    double _ = nanos(threads, flow); // warms up
    System.out.printf("%-8d %-12s %16.0f%n", threads, what, nanos(threads, flow));
  }

  /// Of each thread for each request.
  private double nanos(int threads, FlowControl flow) {
    LongAdder requests = new LongAdder();
    long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      for (int i = 0; i < threads; i++) {
        executor.execute(() -> requests.add(enterAndLeave(flow, end)));
      }
    }
    return Duration.ofSeconds(seconds).toNanos() * (double) threads / requests.sum();
  }

  private static long enterAndLeave(FlowControl flow, long endNanos) {
    long count = 0;
    while (System.nanoTime() < endNanos) {
      for (int i = 0; i < 1_000; i++) {
        if (flow.enter(USER, CREATE, 1, new Departure()) instanceof Admitted.Seated seated) {
          seated.leave();
          count++;
        }
      }
    }
    return count;
  }
}
