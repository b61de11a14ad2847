package io.ubernetes.apimachinery.pki;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// Makes and takes apart X.509 certificates with keys on the curve P-256 (RFC 5280).
final class Certificates {
  private static final String CURVE = "secp256r1";
  private static final SecureRandom RANDOM = new SecureRandom();

  /// Clocks differ: a certificate is good a little before it was made.
  private static final Duration BACKDATE = Duration.ofMinutes(5);

  private Certificates() {}

  /// What a certificate shall say.
  ///
  /// @param names DNS names and IP addresses of a server; empty for a client
  record Request(X500Name subject, KeyPurposeId usage, Collection<String> names) {

    static Request server(Collection<String> names) {
      X500Name subject = new X500NameBuilder().addRDN(BCStyle.CN, "ubernetes-apiserver").build();
      return new Request(subject, KeyPurposeId.id_kp_serverAuth, List.copyOf(names));
    }

    static Request client(String user, List<String> groups) {
      return new Request(
          Certificates.subject(user, groups), KeyPurposeId.id_kp_clientAuth, List.of());
    }
  }

  static KeyPair newKeyPair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(CURVE), RANDOM);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no " + CURVE, e);
    }
  }

  /// The names a server has without being told: those of this machine.
  static Set<String> serverNames(Collection<String> more) {
    Set<String> names = new TreeSet<>(List.of("localhost", "127.0.0.1", canonical("::1")));
    try {
      String host = InetAddress.getLocalHost().getHostName();
      if (isDnsName(host)) {
        names.add(host);
      }
    } catch (UnknownHostException e) {
      // A machine without a name of its own is reached by the other names.
      names.add("localhost");
    }
    more.forEach(name -> names.add(canonical(name)));
    return names;
  }

  static X509Certificate sign(
      Request request,
      PublicKey subjectKey,
      X509Certificate issuer,
      PrivateKey issuerKey,
      Instant now) {
    try {
      Instant end = now.plus(CertificateAuthority.LEAF_VALIDITY);
      Instant lastOfIssuer = issuer.getNotAfter().toInstant();
      X509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              new JcaX509CertificateHolder(issuer).getSubject(),
              serial(),
              Date.from(now.minus(BACKDATE)),
              Date.from(end.isBefore(lastOfIssuer) ? end : lastOfIssuer),
              request.subject(),
              subjectKey);
      JcaX509ExtensionUtils utilities = new JcaX509ExtensionUtils();
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
      builder.addExtension(
          Extension.extendedKeyUsage, false, new ExtendedKeyUsage(request.usage()));
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          utilities.createAuthorityKeyIdentifier(issuer.getPublicKey()));
      if (!request.names().isEmpty()) {
        builder.addExtension(
            Extension.subjectAlternativeName, false, alternatives(request.names()));
      }
      return finish(builder, issuerKey);
    } catch (GeneralSecurityException | CertIOException e) {
      throw new IllegalStateException("cannot make a certificate", e);
    }
  }

  static X509Certificate selfSigned(String name, PrivateKey key, Instant now, Duration validity) {
    try {
      PublicKey publicKey = publicKey(key);
      X500Name subject = new X500NameBuilder().addRDN(BCStyle.CN, name).build();
      X509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              subject,
              serial(),
              Date.from(now.minus(BACKDATE)),
              Date.from(now.plus(validity)),
              subject,
              publicKey);
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
      builder.addExtension(
          Extension.keyUsage,
          true,
          new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyCertSign | KeyUsage.cRLSign));
      builder.addExtension(
          Extension.subjectKeyIdentifier,
          false,
          new JcaX509ExtensionUtils().createSubjectKeyIdentifier(publicKey));
      return finish(builder, key);
    } catch (GeneralSecurityException | CertIOException e) {
      throw new IllegalStateException("cannot make a certificate", e);
    }
  }

  /// Whether the key signs what the certificate verifies.
  static boolean belongTogether(X509Certificate certificate, PrivateKey key) {
    try {
      byte[] probe = new byte[32];
      RANDOM.nextBytes(probe);
      String algorithm =
          switch (key.getAlgorithm()) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            default -> key.getAlgorithm();
          };
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(probe);
      byte[] signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      signature.update(probe);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  static X500Name subject(String user, List<String> groups) {
    X500NameBuilder subject = new X500NameBuilder();
    groups.forEach(group -> subject.addRDN(BCStyle.O, group));
    return subject.addRDN(BCStyle.CN, user).build();
  }

  static X500Name subject(X509Certificate certificate) {
    return X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
  }

  /// The DNS names and IP addresses that a server's certificate holds.
  static Set<String> names(X509Certificate certificate) {
    Set<String> names = new TreeSet<>();
    try {
      Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
      if (alternatives != null) {
        for (List<?> alternative : alternatives) {
          names.add(canonical(String.valueOf(alternative.get(1))));
        }
      }
    } catch (GeneralSecurityException e) {
      return Set.of();
    }
    return names;
  }

  private static GeneralNames alternatives(Collection<String> names) {
    List<GeneralName> all = new ArrayList<>();
    for (String name : names) {
      all.add(new GeneralName(isAddress(name) ? GeneralName.iPAddress : GeneralName.dNSName, name));
    }
    return new GeneralNames(all.toArray(GeneralName[]::new));
  }

  /// One address of version 6 can be written in many ways.
  private static String canonical(String name) {
    return isAddress(name) ? InetAddress.ofLiteral(name).getHostAddress() : name;
  }

  private static boolean isAddress(String name) {
    return name.indexOf(':') >= 0 || name.matches("[0-9]+(\\.[0-9]+){3}");
  }

  private static boolean isDnsName(String name) {
    return name.matches("[A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?") && !isAddress(name);
  }

  private static PublicKey publicKey(PrivateKey key) throws GeneralSecurityException {
    if (!(key instanceof ECPrivateKey ec)) {
      throw new GeneralSecurityException("the key is no EC key");
    }
    var parameters =
        org.bouncycastle.jcajce.provider.asymmetric.util.EC5Util.convertSpec(ec.getParams());
    var point = new FixedPointCombMultiplier().multiply(parameters.getG(), ec.getS()).normalize();
    var specification =
        new java.security.spec.ECPublicKeySpec(
            new java.security.spec.ECPoint(
                point.getAffineXCoord().toBigInteger(), point.getAffineYCoord().toBigInteger()),
            ec.getParams());
    return KeyFactory.getInstance("EC").generatePublic(specification);
  }

  private static X509Certificate finish(X509v3CertificateBuilder builder, PrivateKey key)
      throws GeneralSecurityException {
    try {
      ContentSigner signer = new JcaContentSignerBuilder("SHA256withECDSA").build(key);
      return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    } catch (OperatorCreationException e) {
      throw new GeneralSecurityException(e);
    }
  }

  private static BigInteger serial() {
    return new BigInteger(127, RANDOM).add(BigInteger.ONE);
  }
}
