package io.ubernetes.apimachinery.pki;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECPrivateKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;

/// Reads and writes certificates and private keys in PEM form (RFC 7468). Other blocks in the same
/// text, such as EC parameters, are passed over.
public final class Pem {

  private Pem() {}

  /// All certificates of a text, in order.
  ///
  /// @throws IOException when a block is broken, or there is no certificate
  public static List<X509Certificate> readCertificates(String pem) throws IOException {
    List<X509Certificate> certificates = new ArrayList<>();
    try (PemReader reader = new PemReader(new StringReader(pem))) {
      for (PemObject block = reader.readPemObject();
          block != null;
          block = reader.readPemObject()) {
        if (block.getType().equals("CERTIFICATE")) {
          certificates.add(certificate(block.getContent()));
        }
      }
    } catch (CertificateException e) {
      throw new IOException("not a certificate: " + e.getMessage(), e);
    }
    if (certificates.isEmpty()) {
      throw new IOException("no certificate found");
    }
    return List.copyOf(certificates);
  }

  /// The first private key of a text: PKCS #8, or the older forms of EC and RSA keys.
  ///
  /// @throws IOException when the block is broken, is encrypted, or there is no key
  public static PrivateKey readPrivateKey(String pem) throws IOException {
    JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
    try (PEMParser parser = new PEMParser(new StringReader(pem))) {
      for (Object block = parser.readObject(); block != null; block = parser.readObject()) {
        if (block instanceof PrivateKeyInfo info) {
          return converter.getPrivateKey(info);
        }
        if (block instanceof PEMKeyPair pair) {
          return plain(converter.getPrivateKey(pair.getPrivateKeyInfo()));
        }
      }
    }
    throw new IOException("no unencrypted private key found");
  }

  /// The same key without what its file said beside it, so that it equals the key that was written.
  private static PrivateKey plain(PrivateKey key) throws IOException {
    if (!(key instanceof java.security.interfaces.ECPrivateKey ec)) {
      return key;
    }
    try {
      return KeyFactory.getInstance("EC")
          .generatePrivate(new ECPrivateKeySpec(ec.getS(), ec.getParams()));
    } catch (GeneralSecurityException e) {
      throw new IOException("not a private key: " + e.getMessage(), e);
    }
  }

  public static String write(X509Certificate certificate) {
    try {
      return block("CERTIFICATE", certificate.getEncoded());
    } catch (CertificateException e) {
      throw new IllegalArgumentException("a certificate that cannot be encoded", e);
    }
  }

  /// A key, not encrypted: an EC key in the form of SEC 1 (`EC PRIVATE KEY`), as there are clients
  /// that take a key that does not tell its algorithm for RSA; any other as PKCS #8.
  ///
  /// @param publicKey the other half, which some clients want to find beside an EC key
  public static String write(PrivateKey key, PublicKey publicKey) {
    if (!(key instanceof java.security.interfaces.ECPrivateKey ec)) {
      return block("PRIVATE KEY", key.getEncoded());
    }
    SubjectPublicKeyInfo other = SubjectPublicKeyInfo.getInstance(publicKey.getEncoded());
    int bits = ec.getParams().getOrder().bitLength();
    try {
      return block(
          "EC PRIVATE KEY",
          new ECPrivateKey(
                  bits, ec.getS(), other.getPublicKeyData(), other.getAlgorithm().getParameters())
              .getEncoded());
    } catch (IOException e) {
      throw new IllegalArgumentException("a key that cannot be encoded", e);
    }
  }

  private static X509Certificate certificate(byte[] der) throws CertificateException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
  }

  private static String block(String type, byte[] content) {
    String lines =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(content);
    return "-----BEGIN " + type + "-----\n" + lines + "\n-----END " + type + "-----\n";
  }
}
