package io.ubernetes.apimachinery.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.ubernetes.apimachinery.pki.CertificateAuthority;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/// An HTTP/2 client that sends whatever frames it is told to (RFC 9113). Used by one thread, but
/// for [#close].
final class RawHttp2 implements AutoCloseable {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int CONTINUATION = 9;

  static final int END_STREAM = 1;
  static final int END_HEADERS = 4;

  static final int ENHANCE_YOUR_CALM = 11;
  private static final int INITIAL_WINDOW_SIZE = 4;

  private final Socket plain;
  private final OutputStream out;
  private final DataInputStream in;

  /// @param error of RST_STREAM and GOAWAY frames; else 0
  record Frame(int type, int stream, int error) {}

  RawHttp2(HttpEdge edge, CertificateAuthority authority) throws IOException {
    plain = new Socket("localhost", edge.port());
    SSLSocket socket =
        (SSLSocket)
            Clients.tls(authority, null)
                .getSocketFactory()
                .createSocket(plain, "localhost", edge.port(), true);
    socket.setSoTimeout(60_000);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"h2"});
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    out = socket.getOutputStream();
    in = new DataInputStream(socket.getInputStream());
  }

  /// @param window how much the server may send on each stream before it is told more
  RawHttp2 begin(int window) throws IOException {
    out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
    byte[] setting =
        ByteBuffer.allocate(6).putShort((short) INITIAL_WINDOW_SIZE).putInt(window).array();
    send(SETTINGS, 0, 0, setting);
    return this;
  }

  void send(int type, int flags, int stream, byte[] payload) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
    frame.put((byte) (payload.length >> 16)).putShort((short) payload.length);
    frame.put((byte) type).put((byte) flags).putInt(stream).put(payload);
    out.write(frame.array());
    out.flush();
  }

  /// The head of a request, in literals that need no table (RFC 7541).
  static byte[] head(String method, String path) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    block.write(method.equals("GET") ? 0x82 : 0x83); // else POST
    block.write(0x87); // https
    literal(block, 4, path);
    literal(block, 1, "localhost");
    return block.toByteArray();
  }

  private static void literal(ByteArrayOutputStream block, int name, String value) {
    block.write(name);
    block.write(value.length());
    block.writeBytes(value.getBytes(US_ASCII));
  }

  void get(int stream, String path) throws IOException {
    send(HEADERS, END_HEADERS | END_STREAM, stream, head("GET", path));
  }

  void reset(int stream) throws IOException {
    send(RST_STREAM, 0, stream, ByteBuffer.allocate(4).putInt(8).array()); // CANCEL
  }

  /// The next frame, or null at the end of the connection.
  @Nullable Frame read() {
    try {
      int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
      int type = in.readUnsignedByte();
      in.readUnsignedByte();
      int stream = in.readInt();
      ByteBuffer payload = ByteBuffer.wrap(in.readNBytes(length));
      int error =
          switch (type) {
            case RST_STREAM -> payload.getInt();
            case GOAWAY -> payload.getInt(4);
            default -> 0;
          };
      return new Frame(type, stream, error);
    } catch (IOException ended) {
      return null;
    }
  }

  /// Reads on until a frame of this type; null when the connection ends before.
  @Nullable Frame readUntil(int type) {
    Frame frame = read();
    while (frame != null && frame.type() != type) {
      frame = read();
    }
    return frame;
  }

  /// At once, and for another thread that writes too: TLS would say goodbye and wait for that one.
  @Override
  public void close() throws IOException {
    plain.close();
  }
}
