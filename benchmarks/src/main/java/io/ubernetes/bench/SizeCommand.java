package io.ubernetes.bench;

import io.ubernetes.bench.federation.LocalFederation;
import io.ubernetes.bench.federation.Programs;
import io.ubernetes.bench.report.Report;
import io.ubernetes.bench.size.SizeRun;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `ubernetes bench size`: one server over a store that holds a million objects.
@Command(
    name = "size",
    description = {
      "Measures how memory grows with objects, watchers and history, how soon a server is ready",
      "over a full store, and whether it is as fast then. Starts what it needs on free ports of",
      "this machine, in a temporary directory."
    },
    mixinStandardHelpOptions = true)
final class SizeCommand implements Callable<Integer> {
  @Mixin private Output output = new Output();

  /// What a server stores in.
  enum Kind {
    ETCD,
    EMBEDDED
  }

  @Option(
      names = "--on",
      split = ",",
      description = "Of ${COMPLETION-CANDIDATES}, only these (default: both).")
  private Set<Kind> kinds = EnumSet.allOf(Kind.class);

  @Option(names = "--objects", description = "In the store (default: ${DEFAULT-VALUE}).")
  private long objects = 1_000_000;

  @Option(
      names = "--bytes",
      description = "Of each object as it is stored, at least (default: ${DEFAULT-VALUE}).")
  private int bytes = 1500;

  @Option(
      names = "--watchers",
      description = "That are idle at a time (default: ${DEFAULT-VALUE}).")
  private int watchers = 10_000;

  @Option(
      names = "--changes",
      description = "That the history is to keep (default: ${DEFAULT-VALUE}).")
  private int changes = 10_000;

  @Option(
      names = "--seconds",
      description = "For each measurement of speed, 0 for none (default: ${DEFAULT-VALUE}).")
  private int seconds = 5;

  @Option(
      names = "--warm-up",
      description = "Seconds before creates are measured (default: ${DEFAULT-VALUE}).")
  private int warmUp = 30;

  @Override
  public Integer call() throws IOException {
    if (objects < 1 || bytes < 1 || watchers < 0 || changes < 0 || seconds < 0 || warmUp < 0) {
      throw new UsageException("--objects and --bytes are at least 1, the others at least 0");
    }
    Programs programs = Programs.find(System.getenv());
    Report report = Output.report();
    Path directory = Files.createTempDirectory("ubernetes-bench-");
    Vertx vertx = Vertx.vertx();
    try {
      for (Kind kind : kinds) {
        Path own = directory.resolve(kind.name().toLowerCase(java.util.Locale.ROOT));
        try (LocalFederation federation = begin(kind, programs, own)) {
          new SizeRun(vertx, federation, title(kind), plan(), report).run();
        }
        Directories.delete(own);
      }
    } finally {
      output.write(report);
      vertx.close().toCompletionStage().toCompletableFuture().join();
      Directories.delete(directory);
    }
    return 0;
  }

  private SizeRun.Plan plan() {
    return new SizeRun.Plan(
        objects, bytes, watchers, changes, Duration.ofSeconds(seconds), Duration.ofSeconds(warmUp));
  }

  private static LocalFederation begin(Kind kind, Programs programs, Path directory)
      throws IOException {
    return switch (kind) {
      case ETCD -> LocalFederation.onEtcd(programs, directory);
      case EMBEDDED -> LocalFederation.onEmbeddedStore(programs, directory);
    };
  }

  private static String title(Kind kind) {
    return switch (kind) {
      case ETCD -> "on etcd";
      case EMBEDDED -> "on embedded store";
    };
  }
}
