package io.backhand.ajp.codec;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Optional;

/** The fields of a request in their order, and what they say of its body and its host. Immutable when it has been read. */
final class RequestFields {
    private static final byte[] HOST = "host".getBytes(US_ASCII);
    private static final byte[] CONTENT_LENGTH = "content-length".getBytes(US_ASCII);
    private static final byte[] TRANSFER_ENCODING = "transfer-encoding".getBytes(US_ASCII);
    private static final byte[] CHUNKED = "chunked".getBytes(US_ASCII);
    private static final int MAX_LENGTH_DIGITS = 18;

    /** What a field is to the request's framing and routing. */
    private enum Role {
        HOST,
        CONTENT_LENGTH,
        TRANSFER_ENCODING,
        NONE
    }

    private final String[] namesAndValues;
    private long contentLength = ForwardRequest.NO_BODY;
    private Optional<String> host = Optional.empty();

    private RequestFields(int count) {
        namesAndValues = new String[2 * count];
    }

    static RequestFields read(Payload payload, int maxFields) throws RefusedRequestException {
        int count = payload.int16();
        if (count > maxFields) {
            throw RefusedRequestException.bad("a request has at most " + maxFields + " fields, was " + count);
        }
        RequestFields fields = new RequestFields(count);
        for (int i = 0; i < count; i++) {
            fields.readField(payload, i);
        }
        return fields;
    }

    private void readField(Payload payload, int index) throws RefusedRequestException {
        int code = payload.codeOrName();
        Role role = code > 0 ? role(code) : role(payload);
        String name = code > 0 ? FieldNames.inRequest(code) : name(payload);
        payload.requiredString("a field's value");
        if (!payload.textIsAllIn(Octets.VALUE)) {
            throw RefusedRequestException.bad(
                    "the value of " + name + " has a control character: " + payload.excerpt());
        }
        switch (role) {
            case HOST -> setHost(payload);
            case CONTENT_LENGTH -> setContentLength(payload);
            case TRANSFER_ENCODING -> setChunked(payload);
            case NONE -> {}
        }
        namesAndValues[2 * index] = name;
        namesAndValues[2 * index + 1] = payload.text();
    }

    private static Role role(int code) {
        return switch (code) {
            case FieldNames.HOST -> Role.HOST;
            case FieldNames.CONTENT_LENGTH -> Role.CONTENT_LENGTH;
            default -> Role.NONE;
        };
    }

    private static Role role(Payload payload) {
        if (payload.textIsIgnoringCase(HOST)) {
            return Role.HOST;
        }
        if (payload.textIsIgnoringCase(CONTENT_LENGTH)) {
            return Role.CONTENT_LENGTH;
        }
        return payload.textIsIgnoringCase(TRANSFER_ENCODING) ? Role.TRANSFER_ENCODING : Role.NONE;
    }

    private static String name(Payload payload) throws RefusedRequestException {
        if (payload.textLength() == 0 || !payload.textIsAllIn(Octets.TOKEN)) {
            throw RefusedRequestException.bad("a field's name must be a token, was " + payload.excerpt());
        }
        return payload.text();
    }

    private void setHost(Payload payload) throws RefusedRequestException {
        if (host.isPresent()) {
            throw RefusedRequestException.bad("there is one Host, was another: " + payload.excerpt());
        }
        if (!Authority.isHostAndPort(payload)) {
            throw RefusedRequestException.bad("a Host is host or host:port, was " + payload.excerpt());
        }
        host = Optional.of(payload.text());
    }

    private void setContentLength(Payload payload) throws RefusedRequestException {
        refuseSecondFraming();
        contentLength = payload.number(MAX_LENGTH_DIGITS);
        if (contentLength < 0) {
            throw RefusedRequestException.bad("a Content-Length is 1 to 18 digits, was " + payload.excerpt());
        }
    }

    private void setChunked(Payload payload) throws RefusedRequestException {
        refuseSecondFraming();
        if (!payload.textIsIgnoringCase(CHUNKED)) {
            throw RefusedRequestException.bad("a Transfer-Encoding is chunked, was " + payload.excerpt());
        }
        contentLength = ForwardRequest.CHUNKED;
    }

    private void refuseSecondFraming() throws RefusedRequestException {
        if (contentLength != ForwardRequest.NO_BODY) {
            throw RefusedRequestException.bad("there is one Content-Length or one Transfer-Encoding, were two");
        }
    }

    int count() {
        return namesAndValues.length / 2;
    }

    String name(int index) {
        return namesAndValues[2 * index];
    }

    String value(int index) {
        return namesAndValues[2 * index + 1];
    }

    /** See {@link ForwardRequest#contentLength()}. */
    long contentLength() {
        return contentLength;
    }

    Optional<String> host() {
        return host;
    }
}
