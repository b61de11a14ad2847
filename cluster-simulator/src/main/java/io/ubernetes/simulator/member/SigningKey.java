package io.ubernetes.simulator.member;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/// The key with which a cluster signs the tokens of its service accounts: ES256 (RFC 7518).
/// Immutable and thread-safe; [#toString] shows nothing of it.
final class SigningKey {
  private static final String ALGORITHM = "SHA256withECDSAinP1363Format";

  private final KeyPair pair;
  private final String id;

  private SigningKey(KeyPair pair) {
    this.pair = pair;
    this.id = idOf(pair);
  }

  /// Takes the key in a file, which is made, for the owner only, when it is not there.
  static SigningKey open(Path file) throws IOException {
    try {
      if (!Files.exists(file)) {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        write(file, generator.generateKeyPair());
      }
      return new SigningKey(read(file));
    } catch (GeneralSecurityException | IllegalArgumentException broken) {
      throw new IOException(file + " is no usable key: " + broken.getMessage(), broken);
    }
  }

  private static void write(Path file, KeyPair pair) throws IOException {
    Base64.Encoder base64 = Base64.getEncoder();
    String text =
        base64.encodeToString(pair.getPrivate().getEncoded())
            + "\n"
            + base64.encodeToString(pair.getPublic().getEncoded())
            + "\n";
    Path temporary = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(temporary);
    try (var channel =
        Files.newByteChannel(
            temporary,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      channel.write(java.nio.ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
    }
    Files.move(temporary, file);
  }

  private static KeyPair read(Path file) throws IOException, GeneralSecurityException {
    List<String> lines = Files.readAllLines(file);
    if (lines.size() < 2) {
      throw new IllegalArgumentException("it is cut off");
    }
    KeyFactory keys = KeyFactory.getInstance("EC");
    Base64.Decoder base64 = Base64.getDecoder();
    return new KeyPair(
        keys.generatePublic(new X509EncodedKeySpec(base64.decode(lines.get(1)))),
        keys.generatePrivate(new PKCS8EncodedKeySpec(base64.decode(lines.get(0)))));
  }

  /// Names the key in the head of a token.
  String id() {
    return id;
  }

  byte[] sign(byte[] text) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initSign(pair.getPrivate());
      signature.update(text);
      return signature.sign();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("this Java cannot sign with " + ALGORITHM, impossible);
    }
  }

  boolean verify(byte[] text, byte[] signed) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initVerify(pair.getPublic());
      signature.update(text);
      return signature.verify(signed);
    } catch (GeneralSecurityException malformed) {
      return false; // bytes that are no signature verify nothing
    }
  }

  private static String idOf(KeyPair pair) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(pair.getPublic().getEncoded());
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("this Java has no SHA-256", impossible);
    }
  }
}
