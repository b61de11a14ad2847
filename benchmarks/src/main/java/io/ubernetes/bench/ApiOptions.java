package io.ubernetes.bench;

import io.ubernetes.bench.api.ApiRuns;
import io.ubernetes.bench.api.ApiRuns.Part;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;

/// How much a run against an API server does.
final class ApiOptions {
  private static final int MAX_SECONDS = 60;
  private static final int MAX_CLIENTS = 1000;
  private static final int MAX_OBJECTS = 100_000;
  private static final int MAX_WATCHERS = 10_000;
  private static final int MAX_UPDATES = 10_000;

  @Option(
      names = "--only",
      split = ",",
      description = "Of ${COMPLETION-CANDIDATES}, only these (default: all).")
  private Set<Part> parts = EnumSet.allOf(Part.class);

  @Option(
      names = "--seconds",
      description = "For each measurement, at most 60 (default: ${DEFAULT-VALUE}).")
  private int seconds = 5;

  @Option(
      names = "--clients",
      split = ",",
      description = "Clients that create at once (default: 1,16,64).")
  private List<Integer> clients = List.of(1, 16, 64);

  @Option(
      names = "--max-creates",
      description = "In one measurement at most (default: ${DEFAULT-VALUE}).")
  private long creates = 50_000;

  @Option(names = "--objects", description = "In a list (default: ${DEFAULT-VALUE}).")
  private int objects = 10_000;

  @Option(names = "--watchers", description = "At once (default: ${DEFAULT-VALUE}).")
  private int watchers = 500;

  @Option(
      names = "--updates",
      split = ",",
      description = "Updates a second, in rising order (default: 20 to 560).")
  private List<Integer> updates = List.of(20, 46, 60, 80, 100, 130, 160, 200, 250, 320, 400, 560);

  ApiRuns.Plan plan() {
    check("--seconds", List.of(seconds), MAX_SECONDS);
    check("--clients", clients, MAX_CLIENTS);
    check("--objects", List.of(objects), MAX_OBJECTS);
    check("--watchers", List.of(watchers), MAX_WATCHERS);
    check("--updates", updates, MAX_UPDATES);
    return new ApiRuns.Plan(
        parts, Duration.ofSeconds(seconds), clients, creates, objects, watchers, updates);
  }

  private static void check(String option, List<Integer> values, int max) {
    for (int value : values) {
      if (value < 1 || value > max) {
        throw new UsageException(option + " must be 1 to " + max + ", not " + value);
      }
    }
  }
}
