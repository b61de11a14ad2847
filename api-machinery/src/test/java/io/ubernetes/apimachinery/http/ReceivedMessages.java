package io.ubernetes.apimachinery.http;

import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What came over a WebSocket, in its order: each message, `pong ...` for an answer to a ping,
/// `closed` with the code of its end, and `failed` with what went wrong.
public final class ReceivedMessages implements WebSocket.Listener {
  private static final long PATIENCE_SECONDS = 60;

  private final LinkedBlockingQueue<String> all = new LinkedBlockingQueue<>();
  private final StringBuilder text = new StringBuilder();

  /// Waits for what comes next.
  ///
  /// @throws AssertionError when nothing comes
  public String next() throws InterruptedException {
    String next = all.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("nothing of the server within " + PATIENCE_SECONDS + " s");
    }
    return next;
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
    text.append(data);
    if (last) {
      all.add(text.toString());
      text.setLength(0);
    }
    socket.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
    all.add("pong " + StandardCharsets.UTF_8.decode(message));
    socket.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
    all.add("closed " + code);
    return null;
  }

  @Override
  public void onError(WebSocket socket, Throwable error) {
    all.add("failed " + error);
  }
}
