package io.ubernetes.runtime.client;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads private keys in the PEM forms that kubeconfigs have: PKCS 8 (`PRIVATE KEY`), PKCS 1 (`RSA
/// PRIVATE KEY`) and SEC 1 (`EC PRIVATE KEY`). The JDK reads only the first, so the others are
/// wrapped into it.
final class PrivateKeys {

  private static final Pattern KEY =
      Pattern.compile("-----BEGIN ((?:RSA |EC )?PRIVATE KEY)-----([^-]+)-----END \\1-----");

  private static final List<String> ALGORITHMS = List.of("EC", "RSA", "Ed25519");

  private static final int SEQUENCE = 0x30;
  private static final int OCTET_STRING = 0x04;

  /// DER of `INTEGER 0`, the version of PKCS 8.
  private static final byte[] VERSION = HexFormat.of().parseHex("020100");

  /// DER of the algorithm `rsaEncryption` without parameters.
  private static final byte[] RSA = HexFormat.of().parseHex("300d06092a864886f70d0101010500");

  /// DER of the object identifier `id-ecPublicKey`.
  private static final byte[] EC = HexFormat.of().parseHex("06072a8648ce3d0201");

  /// DER of the curves' object identifiers: P-256, P-384, P-521.
  private static final List<byte[]> CURVES =
      List.of(
          HexFormat.of().parseHex("06082a8648ce3d030107"),
          HexFormat.of().parseHex("06052b81040022"),
          HexFormat.of().parseHex("06052b81040023"));

  private PrivateKeys() {}

  /// @param publicKey the other half, which knows the curve that a SEC 1 key need not name
  static PrivateKey parse(String pem, PublicKey publicKey) throws GeneralSecurityException {
    Matcher matcher = KEY.matcher(pem);
    if (!matcher.find()) {
      throw new InvalidKeySpecException("no unencrypted private key in PEM form");
    }
    byte[] der = Base64.getMimeDecoder().decode(matcher.group(2));
    byte[] pkcs8 =
        switch (matcher.group(1)) {
          case "RSA PRIVATE KEY" -> der(SEQUENCE, VERSION, RSA, der(OCTET_STRING, der));
          case "EC PRIVATE KEY" ->
              der(
                  SEQUENCE,
                  VERSION,
                  der(SEQUENCE, EC, curve(publicKey.getEncoded())),
                  der(OCTET_STRING, der));
          default -> der;
        };
    return parsePkcs8(pkcs8);
  }

  private static PrivateKey parsePkcs8(byte[] der) throws GeneralSecurityException {
    PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(der);
    InvalidKeySpecException failure = new InvalidKeySpecException("none of " + ALGORITHMS);
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (InvalidKeySpecException e) {
        failure.addSuppressed(e); // factories know by the key's own identifier what is theirs
      }
    }
    throw failure;
  }

  private static byte[] curve(byte[] publicKey) throws InvalidKeySpecException {
    for (byte[] curve : CURVES) {
      for (int i = 0; i + curve.length <= publicKey.length; i++) {
        if (Arrays.equals(publicKey, i, i + curve.length, curve, 0, curve.length)) {
          return curve;
        }
      }
    }
    throw new InvalidKeySpecException("the curve of the EC key is not known");
  }

  private static byte[] der(int tag, byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(length + 6);
    out.write(tag);
    if (length < 0x80) {
      out.write(length);
    } else if (length < 0x100) {
      out.write(0x81);
      out.write(length);
    } else {
      out.write(0x82);
      out.write(length >> 8);
      out.write(length);
    }
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
