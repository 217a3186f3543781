package wording

// pages are the words of the web pages and of the command line.
var pages = table{}
