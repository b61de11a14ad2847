package io.ubernetes.apimachinery.storage.etcd;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A port before an etcd at which answers can get lost: while it is mute, requests pass and their
/// answers do not. Thread-safe.
public final class LossyProxy implements AutoCloseable {
  private final URI target;
  private final ServerSocket door;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile boolean mute;
  private volatile boolean shut;

  /// @param endpoint of etcd
  public LossyProxy(String endpoint) {
    target = URI.create(endpoint);
    try {
      door = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().name("lossy-proxy").start(this::accept);
  }

  public String endpoint() {
    return "http://127.0.0.1:" + door.getLocalPort();
  }

  /// From now on answers are lost.
  public void mute() {
    mute = true;
  }

  /// Cuts all connections, so that the clients learn that answers were lost; new ones work.
  public void cut() {
    mute = false;
    sockets.forEach(LossyProxy::shut);
    sockets.clear();
  }

  /// Cuts all connections and takes no new ones until [#admit].
  public void refuse() {
    shut = true;
    cut();
  }

  public void admit() {
    shut = false;
  }

  private void accept() {
    try {
      while (true) {
        connect(door.accept());
      }
    } catch (IOException closed) {
      cut();
    }
  }

  /// A client finds no answer while etcd is away.
  private void connect(Socket client) {
    if (shut) {
      shut(client);
      return;
    }
    try {
      Socket server = new Socket(target.getHost(), target.getPort());
      sockets.add(client);
      sockets.add(server);
      Thread.ofVirtual().start(() -> pass(client, server, false));
      Thread.ofVirtual().start(() -> pass(server, client, true));
    } catch (IOException away) {
      shut(client);
    }
  }

  private void pass(Socket from, Socket to, boolean answers) {
    byte[] buffer = new byte[8192];
    try (from;
        to;
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        if (!answers || !mute) {
          out.write(buffer, 0, read);
        }
      }
    } catch (IOException cut) {
      sockets.remove(from);
    }
    sockets.remove(to);
  }

  private static void shut(java.io.Closeable socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    shut(door);
    cut();
  }
}
