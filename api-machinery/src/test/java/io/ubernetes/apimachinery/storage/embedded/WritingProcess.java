package io.ubernetes.apimachinery.storage.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ubernetes.apimachinery.storage.Store.WriteResult.Written;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A JVM of its own that opens a store, creates keys with many threads, and prints a line for each
/// one that was acknowledged, until it is killed.
final class WritingProcess implements AutoCloseable {
  private static final int WRITERS = 16;

  private final Process process;
  private final BufferedReader output;

  WritingProcess(Path directory, Path temporary, String prefix) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-Xmx128m",
            "-XX:TieredStopAtLevel=1",
            "-Djava.io.tmpdir=" + temporary,
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            WritingProcess.class.getName(),
            directory.toString(),
            prefix);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    process = builder.start();
    output = process.inputReader(UTF_8);
  }

  /// The next keys that were acknowledged, as `key revision`; fewer when the process has ended.
  List<String> read(int lines) throws IOException {
    List<String> read = new ArrayList<>();
    String line = lines > 0 ? output.readLine() : null;
    while (line != null) {
      read.add(line);
      line = read.size() < lines ? output.readLine() : null;
    }
    return read;
  }

  /// `kill -9`; returns what it had printed until then.
  List<String> kill() throws IOException {
    process.toHandle().destroyForcibly(); // The process's own method would close its output too.
    process.onExit().join();
    return read(Integer.MAX_VALUE);
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }

  public static void main(String[] arguments) {
    try (EmbeddedStore store = EmbeddedStore.open(Path.of(arguments[0]));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < WRITERS; i++) {
        String prefix = arguments[1] + i + "-";
        threads.execute(() -> writeForEver(store, prefix));
      }
    } catch (RuntimeException e) {
      System.out.println(e.getMessage());
    }
  }

  private static void writeForEver(EmbeddedStore store, String prefix) {
    for (int i = 0; ; i++) {
      String key = prefix + i;
      if (store.create(key, key.getBytes(UTF_8)) instanceof Written(long revision)) {
        // One call for each line, so that a kill cuts no line but the last.
        System.out.print(key + " " + revision + "\n");
        System.out.flush();
      }
    }
  }
}
