package io.ubernetes.integration;

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

/// A port of this machine behind which a server stands, wherever that is. While it is closed the
/// server cannot be reached by it: connections are cut and new ones refused, as when the server is
/// away. Thread-safe.
final class Gate implements AutoCloseable {

  private static final int BACKLOG = 128;

  private final InetSocketAddress target;
  private final int port;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private ServerSocket listener; // guarded by this

  /// An open gate.
  Gate(String host, int targetPort) throws IOException {
    target = new InetSocketAddress(host, targetPort);
    listener = listen(0);
    port = listener.getLocalPort();
  }

  private ServerSocket listen(int at) throws IOException {
    ServerSocket opened = new ServerSocket(at, BACKLOG, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().name("gate-" + opened.getLocalPort()).start(() -> accept(opened));
    return opened;
  }

  int port() {
    return port;
  }

  synchronized void open() {
    if (listener.isClosed()) {
      try {
        listener = listen(port);
      } catch (IOException failure) {
        throw new UncheckedIOException("port " + port + " was taken by somebody else", failure);
      }
    }
  }

  @Override
  public synchronized void close() {
    shut(listener);
    sockets.forEach(Gate::shut);
    sockets.clear();
  }

  private void accept(ServerSocket door) {
    while (!door.isClosed()) {
      try {
        Socket client = door.accept();
        Thread.ofVirtual().start(() -> connect(door, client));
      } catch (IOException closed) {
        shut(door);
      }
    }
  }

  private void connect(ServerSocket door, Socket client) {
    Socket server = new Socket();
    sockets.add(client);
    sockets.add(server);
    try {
      server.connect(target);
      Thread.ofVirtual().start(() -> pass(client, server));
      if (door.isClosed()) { // while this one came in
        shut(server);
      }
      pass(server, client);
    } catch (IOException unreachable) {
      shut(client);
      shut(server);
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

  private static void shut(java.io.Closeable socket) {
    try {
      socket.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
