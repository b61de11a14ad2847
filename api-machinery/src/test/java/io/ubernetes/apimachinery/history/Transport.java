package io.ubernetes.apimachinery.history;

import java.io.IOException;
import java.util.function.Consumer;

/// How a client of a history speaks to its server. Thread-safe.
public interface Transport {

  /// A status code and a body.
  record Answer(int status, String body) {}

  /// @param body empty for none
  /// @throws IOException when no answer came; whether the request was handled is unknown
  Answer send(String method, String path, String body) throws IOException;

  /// Begins a watch.
  ///
  /// @param lines takes one event after the other
  /// @return ends the watch; no line is given after that
  /// @throws IOException when it does not begin
  AutoCloseable watch(String path, Consumer<String> lines) throws IOException;
}
