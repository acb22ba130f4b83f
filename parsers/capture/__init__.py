"""Reads packet captures: pcap and pcapng become the fact `Captures`, in bounded memory."""
