package io.ubernetes.apimachinery.discovery;

import io.ubernetes.apimachinery.http.Request;
import io.ubernetes.apimachinery.http.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/// A document that is made once and sent to many, with what clients need to keep a copy of it: the
/// hash of its bytes as `ETag`. Thread-safe; the bytes are never changed.
public final class Document {

  /// As the API server: smaller answers are not compressed.
  private static final int COMPRESSED_FROM_BYTES = 128 * 1024;

  private final String contentType;
  private final byte[] bytes;
  private final String hash;
  private volatile byte @Nullable [] compressed;

  public Document(String contentType, byte[] bytes) {
    this.contentType = contentType;
    this.bytes = bytes;
    this.hash = sha512(bytes);
  }

  public String contentType() {
    return contentType;
  }

  public byte[] bytes() {
    return bytes;
  }

  /// SHA-512 of the bytes, in capital hexadecimal digits.
  public String hash() {
    return hash;
  }

  /// The hash in quotes, as it stands in the header.
  public String etag() {
    return "\"" + hash + "\"";
  }

  /// The answer to a request for this document: 304 when the client has it already, compressed when
  /// the client takes that and it is worth it, marked as unchanging when the URL names the hash,
  /// 301 when it names another.
  public Response.Full respond(Request request) {
    String named = request.parameter("hash").orElse("");
    if (!named.isEmpty() && !named.equals(hash)) {
      return moved(request);
    }
    if (knows(request)) {
      return new Response.Full(304, List.of(new Response.Header("ETag", etag())), List.of());
    }
    boolean compress = bytes.length >= COMPRESSED_FROM_BYTES && takesGzip(request);
    Response.Full response =
        Response.Full.bytes(200, contentType, compress ? compressed() : bytes)
            .with("ETag", etag())
            .with("Vary", "Accept, Accept-Encoding");
    if (compress) {
      response = response.with("Content-Encoding", "gzip");
    }
    return named.equals(hash)
        ? response.with("Cache-Control", "public, immutable, max-age=31536000")
        : response;
  }

  /// To the document as it is now, for who names one that was.
  private Response.Full moved(Request request) {
    return new Response.Full(
        301,
        List.of(new Response.Header("Location", request.path() + "?hash=" + hash)),
        List.of(new byte[0]));
  }

  private boolean knows(Request request) {
    return has(request, "if-none-match", etag())
        || has(request, "if-none-match", "W/" + etag())
        || has(request, "if-none-match", "*");
  }

  private static boolean takesGzip(Request request) {
    return has(request, "accept-encoding", "gzip");
  }

  private static boolean has(Request request, String header, String word) {
    for (Map.Entry<String, List<String>> entry : request.headers().entrySet()) {
      if (entry.getKey().equals(header)) {
        for (String value : entry.getValue()) {
          if (List.of(value.replace(" ", "").split(",")).contains(word)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private byte[] compressed() {
    byte[] known = compressed;
    if (known == null) {
      known = gzip(bytes);
      compressed = known;
    }
    return known;
  }

  private static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static String sha512(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-512").digest(bytes);
      return HexFormat.of().withUpperCase().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
