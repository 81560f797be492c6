package io.backhand.ajp.codec;

/** The byte before each attribute of a request. */
final class AttributeCode {
    static final int CONTEXT = 0x01;
    static final int SERVLET_PATH = 0x02;
    static final int REMOTE_USER = 0x03;
    static final int AUTH_TYPE = 0x04;
    static final int QUERY_STRING = 0x05;
    static final int JVM_ROUTE = 0x06;
    static final int SSL_CERT = 0x07;
    static final int SSL_CIPHER = 0x08;
    static final int SSL_SESSION = 0x09;

    /** Two strings, a name and a value; the only one that may come more than once. */
    static final int REQUEST_ATTRIBUTE = 0x0A;

    /** A number of two bytes. */
    static final int SSL_KEY_SIZE = 0x0B;

    static final int SECRET = 0x0C;
    static final int STORED_METHOD = 0x0D;

    /** No attribute, but the end of them and of the packet. */
    static final int DONE = 0xFF;

    private AttributeCode() {}
}
