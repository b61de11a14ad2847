package io.ubernetes.integration;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A port of this machine behind which a server stands, wherever that is. While it is shut the
/// server cannot be reached by it: connections are cut and new ones end at once. The port is kept
/// meanwhile: a port that is given back belongs to whoever asks for one next. Thread-safe.
final class Gate implements AutoCloseable {

  private static final int BACKLOG = 128;

  private final InetSocketAddress target;
  private final ServerSocket door;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile boolean isShut;

  /// An open gate.
  Gate(String host, int targetPort) throws IOException {
    target = new InetSocketAddress(host, targetPort);
    door = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().name("gate-" + port()).start(this::accept);
  }

  int port() {
    return door.getLocalPort();
  }

  void open() {
    isShut = false;
  }

  void shut() {
    isShut = true;
    sockets.forEach(Gate::end);
    sockets.clear();
  }

  @Override
  public void close() {
    shut();
    end(door);
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        Socket client = door.accept();
        Thread.ofVirtual().start(() -> connect(client));
      } catch (IOException closed) {
        end(door);
      }
    }
  }

  private void connect(Socket client) {
    Socket server = new Socket();
    sockets.add(client);
    sockets.add(server);
    try {
      server.connect(target);
      Thread.ofVirtual().start(() -> pass(client, server));
      if (isShut) { // before this one came in, or meanwhile
        end(server);
      }
      pass(server, client);
    } catch (IOException unreachable) {
      end(client);
      end(server);
    }
  }

  /// Passes bytes on until either side ends; then both do.
  private void pass(Socket from, Socket to) {
    try (from;
        to;
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      in.transferTo(out);
    } catch (IOException cut) {
      sockets.remove(to);
    }
    sockets.remove(from);
  }

  private static void end(Closeable socket) {
    try {
      socket.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
