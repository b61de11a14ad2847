package io.ubernetes.cli;

import java.nio.file.FileSystemException;
import java.util.Locale;

/// Turns what went wrong into one line for people.
final class Failures {

  private Failures() {}

  /// The message without line breaks. A failure whose message says nothing without its type (a file
  /// system's is only the file's name) is named by its type too.
  static String oneLine(Throwable failure) {
    String message = failure.getMessage();
    if (message == null || message.isBlank()) {
      return words(failure);
    }
    String line = message.strip().replaceAll("\\s*\\R\\s*", " ");
    return failure instanceof FileSystemException file && file.getReason() == null
        ? line + ": " + words(failure)
        : line;
  }

  /// `NoSuchFileException` as "no such file".
  private static String words(Throwable failure) {
    String type = failure.getClass().getSimpleName().replaceAll("(Exception|Error)$", "");
    return type.replaceAll("([a-z])([A-Z])", "$1 $2").toLowerCase(Locale.ROOT);
  }
}
