package io.ubernetes.integration;

import io.ubernetes.integration.Transcript.Comment;
import io.ubernetes.integration.Transcript.Part;
import io.ubernetes.integration.Transcript.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Writes into the transcripts what a real Kubernetes API server answers. Write a transcript with
/// its commands alone, then run this in the folder `integration-tests` with the kubeconfig of a
/// server that runs beside no controllers and allows everything, and read what has changed.
final class TranscriptRecorder {

  private TranscriptRecorder() {}

  /// @param arguments a kubeconfig, and the names of the transcripts to record; all if none
  static void main(String... arguments) throws Exception {
    Path kubeconfig = Path.of(arguments[0]);
    List<String> names = Arrays.asList(arguments).subList(1, arguments.length);
    Path homes = Files.createTempDirectory("transcripts-");
    for (Transcript transcript : Transcript.readAll(TranscriptsIT.FOLDER)) {
      if (names.isEmpty() || names.contains(transcript.name())) {
        Transcript recorded = record(transcript, kubeconfig, homes);
        Files.writeString(
            TranscriptsIT.FOLDER.resolve(transcript.name() + ".console"), recorded.text());
        System.out.println(transcript.name() + ": " + transcript.steps().size() + " commands");
      }
    }
  }

  private static Transcript record(Transcript transcript, Path kubeconfig, Path homes)
      throws IOException, ExecutionException, InterruptedException {
    Map<String, Future<List<String>>> sessions = new LinkedHashMap<>();
    try (ExecutorService workers =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
      for (Path kubectl : Kubectl.all().toList()) {
        String version = Kubectl.version(kubectl);
        Path cache = homes.resolve(version).resolve("cache");
        Path home = homes.resolve(version).resolve(transcript.name());
        sessions.put(
            version,
            workers.submit(() -> {
              try (var shell = new TranscriptShell(kubectl, kubeconfig, home, cache)) {
                return shell.play(transcript);
              }
            }));
      }
    }
    List<Part> parts = new ArrayList<>();
    int index = 0;
    for (Part part : transcript.parts()) {
      switch (part) {
        case Comment comment -> parts.add(comment);
        case Step step -> {
          Map<String, String> answers = new LinkedHashMap<>();
          for (var session : sessions.entrySet()) {
            answers.put(session.getKey(), session.getValue().get().get(index));
          }
          parts.add(step.withAnswers(answers));
          index++;
        }
      }
    }
    return new Transcript(transcript.name(), parts);
  }
}
